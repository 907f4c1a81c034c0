"""Every reader of gaitcue on damaged, odd and hostile files: each must give something sane or one clear line."""
