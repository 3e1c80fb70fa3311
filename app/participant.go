package main

import "github.com/gofiber/fiber/v2"

func (s *Server) codePage(c *fiber.Ctx) error      { return errNotFound }
func (s *Server) submit(c *fiber.Ctx) error        { return errNotFound }
func (s *Server) receiptPage(c *fiber.Ctx) error   { return errNotFound }
func (s *Server) withdraw(c *fiber.Ctx) error      { return errNotFound }
func (s *Server) withdrawnPage(c *fiber.Ctx) error { return errNotFound }
