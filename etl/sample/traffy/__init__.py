"""The sample of Traffy Fondue: what its tickets of the city would be, as files of JSON lines."""
