"""What pages about articles show, as frozen values. Reads only."""
