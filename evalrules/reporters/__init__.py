"""Floor 3, the door out: a report in each format, in Chinese or English. An unknown format is an error."""
