// Proposes the browser's own time zone where the person has not chosen one yet.
const zone = document.querySelector("select[name=zone][data-guess]");
if (zone) {
  const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === guess)) zone.value = guess;
}
