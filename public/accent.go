package public

// Stylesheet returns the address of base.css in the colours of an accent.
func (a *Assets) Stylesheet(accent string) string { return a.Path("base.css") }
