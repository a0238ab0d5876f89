"""What people see: pages, people and sessions, the mis command."""
