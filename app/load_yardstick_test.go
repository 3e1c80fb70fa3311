package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/config"
	"resonanz/app/web"
	"resonanz/forms"
)

// yardstickVariable names the file with the page that the test program serves
// instead of running tests.
const yardstickVariable = "YARDSTICK_PAGE"

// yardsticks returns connections to a static page: through the middleware of
// the service, and from a bare Fiber handler. Both are in one further process.
func yardsticks(b *testing.B, page []byte, connections int) (static, bare *clients) {
	b.Helper()
	file := filepath.Join(b.TempDir(), "page")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		b.Fatal(err)
	}
	executable, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(executable)
	cmd.Env = append(os.Environ(), yardstickVariable+"="+file)
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(stdout)
	next := func() *clients {
		if !lines.Scan() {
			b.Fatal("the yardsticks ended")
		}
		return newClients(b, lines.Text(), connections)
	}
	static = next()
	return static, next()
}

// serveYardsticks serves the page in the file in two ways until it is killed,
// and prints the two addresses.
func serveYardsticks(file string) error {
	page, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	store, err := forms.Open(context.Background(), filepath.Dir(file), forms.Options{})
	if err != nil {
		return err
	}
	kit, err := web.NewKit(config.Config{}, store, slog.New(slog.DiscardHandler), web.NewMetrics())
	if err != nil {
		return err
	}
	const path = "/static/de/page/plain" // which is no route of the service
	server := web.NewServer(kit, staticPage{path, page})
	bare := fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.Get(path, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(page)
	})
	var ended sync.WaitGroup
	for _, serve := range []func(net.Listener) error{
		func(ln net.Listener) error { return server.Serve(context.Background(), ln) },
		func(ln net.Listener) error { return bare.Listener(ln) },
	} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		fmt.Printf("http://%s%s\n", ln.Addr(), path)
		ended.Go(func() { _ = serve(ln) })
	}
	ended.Wait()
	return nil
}

// staticPage is a part of the service with one page that never changes.
type staticPage struct {
	path string
	page []byte
}

func (p staticPage) Mount(r fiber.Router) {
	r.Get(p.path, func(c *fiber.Ctx) error { return web.SendPage(c, p.page, true) })
}
