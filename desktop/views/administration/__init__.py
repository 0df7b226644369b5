"""What an administrator looks after: categories with their forms and check lists."""
