"""The virtual machine on which one side of a lab runs: real Python servers on a replaced operating system."""
