package main

// organiserRoutes lists the pages for organisers.
func (s *Server) organiserRoutes() {}
