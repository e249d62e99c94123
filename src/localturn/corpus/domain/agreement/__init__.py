"""How far several people coded alike: per unit (`ratings`), and as they cut texts (`unitizing`)."""
