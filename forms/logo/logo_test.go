package logo

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func pngOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise is what no format makes small, as photographs nearly are.
func noise(width, height int) *image.NRGBA {
	random := rand.New(rand.NewPCG(1, 2))
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = byte(random.Uint32())
		if i%4 == 3 {
			picture.Pix[i] = 0xff
		}
	}
	return picture
}

// bomb is a small PNG file that says that it is huge.
func bomb(width, height uint32) []byte {
	head := []byte("IHDR\x00\x00\x00\x00\x00\x00\x00\x00\x08\x06\x00\x00\x00")
	binary.BigEndian.PutUint32(head[4:], width)
	binary.BigEndian.PutUint32(head[8:], height)
	file := append([]byte(pngBegins), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(file, head...), crc32.ChecksumIEEE(head))
}

// wantPicture checks what holds of every picture that was read.
func wantPicture(t testing.TB, got Image) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds()
	if len(got) > MaxSize || size.Dx() > MaxWidth || size.Dy() > MaxHeight || !got.IsPicture() || got.Type() != "image/png" {
		t.Errorf("%d bytes of %s, %v", len(got), got.Type(), size)
	}
	if seen, ok := picture.(interface{ Opaque() bool }); !ok || !seen.Opaque() {
		t.Errorf("a %T can be seen through", picture)
	}
	return picture
}

// wantSame checks that reading what was read changes nothing.
func wantSame(t testing.TB, got Image) {
	t.Helper()
	if again, err := Read(got); err != nil || !bytes.Equal(again, got) {
		t.Errorf("read again: %v\n%.400s\n%.400s", err, got, again)
	}
}

func TestRead_picture(t *testing.T) {
	t.Parallel()
	clear := image.NewNRGBA(image.Rect(0, 0, 120, 48))
	clear.SetNRGBA(60, 24, color.NRGBA{0, 0, 0x80, 0xff})
	white := image.NewNRGBA(image.Rect(0, 0, 120, 48))
	white.SetNRGBA(60, 24, color.NRGBA{0xff, 0xff, 0xff, 0xff})
	var photograph bytes.Buffer
	if err := jpeg.Encode(&photograph, noise(1500, 1000), nil); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		file          []byte
		width, height int // 0 if only the limits are known
		corner        color.Color
	}{
		"small":        {pngOf(t, noise(10, 7)), 10, 7, nil},
		"wide":         {pngOf(t, image.NewGray(image.Rect(0, 0, 1280, 100))), 640, 50, color.Black},
		"high":         {pngOf(t, image.NewGray(image.Rect(0, 0, 3, 3200))), 1, 320, color.Black},
		"a line":       {pngOf(t, image.NewGray(image.Rect(0, 0, 70000, 1))), 640, 1, color.Black},
		"noise":        {pngOf(t, noise(900, 900)), 0, 0, nil},
		"photograph":   {photograph.Bytes(), 0, 0, nil},
		"see-through":  {pngOf(t, clear), 128, 56, lightPlate},
		"nearly white": {pngOf(t, white), 128, 56, darkPlate},
		"16 bits":      {pngOf(t, image.NewGray16(image.Rect(0, 0, 9, 9))), 9, 9, color.Black},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Read(test.file)
			if err != nil {
				t.Fatal(err)
			}
			picture := wantPicture(t, got)
			if test.width > 0 && picture.Bounds() != image.Rect(0, 0, test.width, test.height) {
				t.Errorf("size %v, want %d × %d", picture.Bounds(), test.width, test.height)
			}
			if width, height := sizeIn(got.Name()); image.Rect(0, 0, width, height) != picture.Bounds() {
				t.Errorf("%s says it is %d × %d, and is %v", got.Name(), width, height, picture.Bounds())
			}
			if test.corner != nil && color.NRGBAModel.Convert(picture.At(0, 0)) != color.NRGBAModel.Convert(test.corner) {
				t.Errorf("corner %v, want %v", picture.At(0, 0), test.corner)
			}
			wantSame(t, got)
		})
	}
}

// A smaller picture has the mean of the pixels that each of its own stands for.
func TestRead_mean(t *testing.T) {
	t.Parallel()
	picture := image.NewGray(image.Rect(0, 0, 2*MaxWidth, 2))
	for x := range 2 * MaxWidth {
		picture.SetGray(x, 0, color.Gray{200})
	}
	got, err := Read(pngOf(t, picture))
	if err != nil {
		t.Fatal(err)
	}
	if at := color.GrayModel.Convert(wantPicture(t, got).At(5, 0)); at != (color.Gray{100}) {
		t.Errorf("%v, want the mean of 200 and 0", at)
	}
}

const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="640" height="160"><rect x="0" y="0" width="40" height="10" fill="#fff"></rect>`

func TestRead_drawing(t *testing.T) {
	t.Parallel()
	const begin = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0,0 40,10" onclick-="">`
	plain := strings.Replace(begin, ` onclick-=""`, "", 1)
	for name, test := range map[string]struct{ file, want string }{
		"shape":       {plain + `<path d="M0 0h4z" fill="#123"/></svg>`, drawn + `<path d="M0 0h4z" fill="#123"></path></svg>`},
		"by size":     {`<svg xmlns="http://www.w3.org/2000/svg" width="40px" height="10px"/>`, drawn + `</svg>`},
		"heading":     {"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n" + plain + `<!-- x --></svg>`, drawn + `</svg>`},
		"style":       {plain + `<g style="fill:red;stroke:none;font-size:12px;-inkscape-x:1;filter:none" fill="blue" class="a"/></svg>`, drawn + `<g fill="red" stroke="none"></g></svg>`},
		"gradient":    {plain + `<linearGradient id="a" xlink:href="#b"><stop offset="50%" stop-color="#fff"/></linearGradient><rect fill="url('#a')"/></svg>`, drawn + `<linearGradient id="a" href="#b"><stop offset="50%" stop-color="#fff"></stop></linearGradient><rect fill="url(#a)"></rect></svg>`},
		"left out":    {plain + `<title>Script</title><metadata><x/></metadata><inkscape:view onload="x"><path/></inkscape:view>words</svg>`, drawn + `</svg>`},
		"script":      {plain + `<script>alert(1)</script></svg>`, "element script"},
		"words":       {plain + `<text>Stadt</text></svg>`, "element text"},
		"image":       {plain + `<image xlink:href="https://example.org/x.png"/></svg>`, "element image"},
		"use":         {plain + `<use href="#a"/></svg>`, "element use"},
		"style sheet": {plain + `<style>@import url(//example.org)</style></svg>`, "element style"},
		"html":        {plain + `<foreignObject/></svg>`, "element foreignObject"},
		"animation":   {plain + `<path><animate/></path></svg>`, "element animate"},
		"link":        {plain + `<a href="javascript:x"/></svg>`, "element a"},
		"nested":      {plain + `<svg/></svg>`, "element svg"},
		"handler":     {plain + `<path onclick="x()"/></svg>`, "attribute onclick"},
		"foreign":     {plain + `<path fill="url(https://example.org/#a)"/></svg>`, "attribute fill"},
		"by style":    {plain + `<path style="fill:url(//example.org/x)"/></svg>`, "attribute fill"},
		"filter":      {plain + `<path filter="url(#a)"/></svg>`, "attribute filter"},
		"steps":       {plain + `<linearGradient xlink:href="//example.org#b"/></svg>`, "attribute href"},
		"entity":      {`<!DOCTYPE svg [<!ENTITY a "b">]>` + plain + `</svg>`, "element !DOCTYPE"},
		"cut off":     {plain + `<g>`, "broken"},
		"two":         {plain + `</svg>` + plain + `</svg>`, "kind"},
		"page":        {`<!doctype html><html><body/></html>`, "kind"},
		"other space": {`<svg viewBox="0 0 1 1"/>`, "kind"},
		"no size":     {`<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"/>`, "no_size"},
		"no height":   {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 0"/>`, "no_size"},
		"infinite":    {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 inf 1"/>`, "no_size"},
		"deep":        {plain + strings.Repeat("<g>", maxDepth) + strings.Repeat("</g>", maxDepth) + `</svg>`, "too_detailed"},
		"long":        {plain + strings.Repeat("<g/>", MaxSize/4) + `</svg>`, "too_detailed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Read([]byte(test.file))
			said := string(got)
			if refused, ok := errors.AsType[*Refused](err); ok {
				said = strings.TrimSpace(string(refused.Reason) + " " + refused.Name)
			} else if err != nil {
				t.Fatal(err)
			} else {
				wantSame(t, got)
				if width, height := sizeIn(got.Name()); width != 640 || height != 160 {
					t.Errorf("%s says it is %d × %d", got.Name(), width, height)
				}
			}
			if said != test.want {
				t.Errorf("%s\n%s, want\n%s", test.file, said, test.want)
			}
		})
	}
}

func TestRead_refused(t *testing.T) {
	t.Parallel()
	whole := pngOf(t, noise(20, 20))
	for name, test := range map[string]struct {
		file []byte
		want Reason
	}{
		"nothing":       {nil, Kind},
		"text":          {[]byte("Ein Logo"), Kind},
		"GIF":           {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), Kind},
		"too long":      {make([]byte, MaxUpload+1), TooLong},
		"bomb":          {bomb(60000, 60000), TooLarge},
		"just too many": {bomb(MaxPixels+1, 1), TooLarge},
		"cut off":       {whole[:len(whole)/2], Broken},
		"head only":     {whole[:20], Broken},
		"JPEG":          {[]byte("\xff\xd8\xff\xe0"), Broken},
	} {
		_, err := Read(test.file)
		if refused, ok := errors.AsType[*Refused](err); !ok || refused.Reason != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// Whatever is given, nothing panics, and what comes out is within the limits and
// comes out the same again.
func FuzzRead_picture(f *testing.F) {
	f.Add(pngOf(f, noise(9, 5)))
	f.Add(pngOf(f, image.NewNRGBA(image.Rect(0, 0, 50, 20))))
	f.Add(pngOf(f, image.NewPaletted(image.Rect(0, 0, 700, 5), color.Palette{color.White, color.Transparent})))
	f.Add(bomb(60000, 60000))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, noise(30, 20), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		if looksLikeXML(file) {
			return
		}
		got, err := Read(file)
		if err != nil {
			wantRefused(t, err)
			return
		}
		wantPicture(t, got)
		wantSame(t, got)
	})
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	if _, ok := errors.AsType[*Refused](err); !ok {
		t.Errorf("an error without a reason: %v", err)
	}
}

// Whatever is given, a drawing that comes out is XML of allowed names alone,
// refers to nothing outside, and comes out the same again.
func FuzzRead_drawing(f *testing.F) {
	for _, inner := range []string{
		`<path d="M0 0" style="fill:url(#a);stroke:#fff"/>`, `<script>x</script>`, `<g onload="x"><title>a</title></g>`, `<linearGradient xlink:href="#a"/>`,
		`<rect x="0" y="0" width="4" height="1" fill="#fff"/><circle r="1"/>`, `<a href="javascript:x"/>`, `&amp;<![CDATA[<script>]]>`, `<clipPath id="c"><rect/></clipPath><g clip-path="url(#c)"/>`,
	} {
		f.Add(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 1">` + inner + `</svg>`)
	}
	allowed := []string{"d", "viewBox", "transform", "gradientTransform", "clip-path", "href", "id", "xmlns"}
	f.Fuzz(func(t *testing.T, file string) {
		got, err := readDrawing([]byte(file))
		if err != nil {
			wantRefused(t, err)
			return
		}
		if len(got) > MaxSize+len("</svg>") {
			t.Errorf("%d bytes", len(got))
		}
		decoder := xml.NewDecoder(bytes.NewReader(got))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in %s", err, got)
			}
			switch token := token.(type) {
			case xml.StartElement:
				if !elements[token.Name.Local] || token.Name.Space != svgSpace {
					t.Errorf("element %v in %s", token.Name, got)
				}
				for _, a := range token.Attr {
					name := a.Name.Local
					if a.Name.Space != "" || !numbers[name] && !words[name] && !colours[name] && !slices.Contains(allowed, name) {
						t.Errorf("attribute %v in %s", a.Name, got)
					}
					if name != "xmlns" && strings.ContainsAny(a.Value, `:/\<>&"'`) && !strings.HasPrefix(a.Value, "rgb") {
						t.Errorf("%s=%q in %s", name, a.Value, got)
					}
				}
			case xml.EndElement:
			default:
				t.Errorf("a %T in %s", token, got)
			}
		}
		wantSame(t, got)
	})
}
