"""Floor 4, where evidence lies: loose files, folders and archives; found, opened, verified, sealed."""
