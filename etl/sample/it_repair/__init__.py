"""The sample help desk for computers: its register of equipment, repair requests, their log and parts."""
