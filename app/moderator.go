package main

// moderatorRoutes lists the pages for moderators.
func (s *Server) moderatorRoutes() {}
