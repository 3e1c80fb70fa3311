package handbook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"io/fs"
	"path"

	"github.com/gofiber/fiber/v2"
	_ "golang.org/x/image/webp" // the format of the pictures

	"resonanz/app/web"
)

// picture is a picture of a page.
type picture struct {
	address       string // with a hash of its content
	width, height int    // in pixels of the page, not of the file
	content       []byte
}

// density is how many pixels of a picture one of its page has.
const density = 2

// readPictures returns the pictures by the names under which texts name them.
func readPictures() (map[string]picture, error) {
	pictures := map[string]picture{}
	err := fs.WalkDir(pictureFiles, "pictures", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := pictureFiles.ReadFile(name)
		if err != nil {
			return err
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(content))
		if err != nil {
			return err
		}
		hash := sha256.Sum256(content)
		pictures[name] = picture{
			address: picturesAddress + hex.EncodeToString(hash[:8]) + "/" + path.Base(name),
			width:   size.Width / density, height: size.Height / density, content: content,
		}
		return nil
	})
	return pictures, err
}

// sendPicture sends a picture. Its address holds a hash of its content, so a
// browser may keep it for ever.
func (s *Pages) sendPicture(c *fiber.Ctx) error {
	p, known := s.pictures[c.Path()]
	if !known {
		return web.ErrNotFound
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderContentType, "image/webp")
	return c.Send(p.content)
}
