package domain

// consistent checks what a fact says against itself: no history makes it right.
func (d *decision) consistent() {}

// guard checks the fact against the history.
func (d *decision) guard() {}
