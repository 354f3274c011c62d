"""What people write: options, data files and bodies. Every mistake is told with its place."""
