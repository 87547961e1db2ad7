"""What `caseline serve` serves: pages on request, behind sign-in and the gate, with everything that is looked at
written down."""
