"""What a weekly or monthly mail says, as figures: how it looks is for `mailing`."""
