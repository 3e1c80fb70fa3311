// Package public holds what the browser loads beside pages: style sheets and
// scripts. They are embedded, compressed at most once, and addressed by a hash
// of their content.
package public

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed *.css *.js
var files embed.FS

// Asset is one file as it is served.
type Asset struct {
	Type  string // Content-Type
	Plain []byte
	// Gzip and Brotli compress the file when it is first asked for so: all files at
	// once took more than half of the time of a start.
	Gzip, Brotli func() []byte
}

// Assets are all files. It is safe for concurrent use.
type Assets struct {
	paths  map[string]string // name → address
	assets map[string]Asset  // address → asset

	mu       sync.Mutex
	accented map[string]string // name of a style sheet and accent → its address
	sheets   map[string]Asset  // address → style sheet with an accent
}

// types are the content types by the end of the name.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Load reads the embedded files.
func Load() (*Assets, error) {
	a := &Assets{
		paths: map[string]string{}, assets: map[string]Asset{},
		accented: map[string]string{}, sheets: map[string]Asset{},
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		contentType, ok := types[path.Ext(name)]
		if !ok {
			return nil, fmt.Errorf("%s: no content type is known", name)
		}
		content = a.linked(content)
		a.paths[name] = address(name, content)
		a.assets[a.paths[name]] = compressed(contentType, content)
	}
	return a, nil
}

// imported finds a module that another one imports.
var imported = regexp.MustCompile(`from '\./([a-z]+\.js)'`)

// linked puts addresses in the place of the names of modules that a script
// imports: they come before it in the alphabet.
func (a *Assets) linked(script []byte) []byte {
	return imported.ReplaceAllFunc(script, func(from []byte) []byte {
		return []byte("from '" + a.Path(string(imported.FindSubmatch(from)[1])) + "'")
	})
}

// Path returns the address of the file with the name. It panics if there is
// none, as that is a slip of the pen in our own code.
func (a *Assets) Path(name string) string {
	p, ok := a.paths[name]
	if !ok {
		panic("no asset " + name)
	}
	return p
}

// Lookup returns the asset at the address.
func (a *Assets) Lookup(address string) (Asset, bool) {
	if asset, ok := a.assets[address]; ok {
		return asset, true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	asset, ok := a.sheets[address]
	return asset, ok
}

// address is where the content is served: the hash changes with it.
func address(name string, content []byte) string {
	sum := sha256.Sum256(content)
	return "/assets/" + hex.EncodeToString(sum[:6]) + "/" + name
}

func compressed(contentType string, content []byte) Asset {
	return Asset{
		Type: contentType, Plain: content,
		Gzip: sync.OnceValue(func() []byte {
			var out bytes.Buffer
			// Writing to a buffer does not fail, and the level is a valid one.
			w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
			_, _ = w.Write(content)
			_ = w.Close()
			return out.Bytes()
		}),
		Brotli: sync.OnceValue(func() []byte {
			var out bytes.Buffer
			w := brotli.NewWriterLevel(&out, brotli.BestCompression)
			_, _ = w.Write(content)
			_ = w.Close()
			return out.Bytes()
		}),
	}
}
