"""What a note says about who somebody is does not leave the machine."""
