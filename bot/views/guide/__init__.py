"""What the bot says about itself: welcome, help, menus, small talk.  Pure."""
