"""The sample of official statistics: public figures in a drop folder, as an officer types them in year by year."""
