"""Learn: courses, runs, activities, marks and certificates."""
