package logo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // registers the format
	"image/png"
	"sync"
)

// unpacking has one picture unpacked at a time: each may take 64 MB.
var unpacking sync.Mutex

func pictureSize(file []byte) (image.Config, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	return size, err
}

// readPicture makes a PNG picture within the limits of a picture.
func readPicture(file []byte) (Image, error) {
	size, err := pictureSize(file)
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return nil, &Refused{Reason: Broken}
	}
	if size.Width > MaxPixels/size.Height {
		return nil, &Refused{Reason: TooLarge}
	}
	unpacking.Lock()
	defer unpacking.Unlock()
	given, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, &Refused{Reason: Broken}
	}
	picture := onPlate(given)
	width, height := fit(picture.Bounds().Dx(), picture.Bounds().Dy(), MaxWidth, MaxHeight)
	for {
		image, err := encode(shrink(picture, width, height))
		if err != nil || len(image) <= MaxSize {
			return image, err
		}
		// A photograph: fewer pixels until it is small enough. One pixel always is.
		width, height = fit(width, height, max(1, width*4/5), max(1, height*4/5))
	}
}

func encode(picture image.Image) (Image, error) {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err := encoder.Encode(&b, picture)
	return b.Bytes(), err
}

// fit returns the size of a picture that is made to fit into a box. Smaller ones
// stay.
func fit(width, height, boxWidth, boxHeight int) (int, int) {
	if width > boxWidth {
		width, height = boxWidth, max(1, height*boxWidth/width)
	}
	if height > boxHeight {
		width, height = max(1, width*boxHeight/height), boxHeight
	}
	return width, height
}

// The colours of what lies below a picture that can be seen through, so that it
// can be seen on light and on dark pages alike.
var (
	lightPlate = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	darkPlate  = color.NRGBA{0x1b, 0x1f, 0x23, 0xff}
)

// palest is how bright a picture may be on the light plate, on average, of 255.
const palest = 200

// plateMargin is which part of the height of a picture its plate is wider.
const plateMargin = 12

// onPlate returns the picture with its own pixels only or, if it can be seen
// through, on a plate with a margin. One that is nearly white gets a dark plate.
func onPlate(given image.Image) *image.NRGBA {
	from := given.Bounds()
	own := image.NewNRGBA(image.Rect(0, 0, from.Dx(), from.Dy()))
	draw.Draw(own, own.Bounds(), given, from.Min, draw.Src)
	if own.Opaque() {
		return own
	}
	margin := from.Dy() / plateMargin
	on := image.NewNRGBA(image.Rect(0, 0, from.Dx()+2*margin, from.Dy()+2*margin))
	plate := lightPlate
	if brightness(own) > palest {
		plate = darkPlate
	}
	draw.Draw(on, on.Bounds(), image.NewUniform(plate), image.Point{}, draw.Src)
	draw.Draw(on, own.Bounds().Add(image.Pt(margin, margin)), own, image.Point{}, draw.Over)
	return on
}

// brightness returns how bright what can be seen is on average, from 0 to 255, by
// the weights of ITU-R BT.601.
func brightness(picture *image.NRGBA) int64 {
	sum, seen := int64(0), int64(0)
	for i := 0; i < len(picture.Pix); i += 4 {
		p, alpha := picture.Pix[i:i+4:i+4], int64(picture.Pix[i+3])
		sum += (299*int64(p[0]) + 587*int64(p[1]) + 114*int64(p[2])) / 1000 * alpha
		seen += alpha
	}
	return sum / max(1, seen)
}

// shrink returns a picture without transparency in a size that is not larger:
// each pixel is the mean of those that it stands for.
func shrink(picture *image.NRGBA, width, height int) *image.NRGBA {
	from := picture.Bounds()
	if from.Dx() == width && from.Dy() == height {
		return picture
	}
	small := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := span(y, height, from.Dy())
		for x := range width {
			left, right := span(x, width, from.Dx())
			var sum [3]int
			for row := top; row < bottom; row++ {
				line := picture.Pix[row*picture.Stride+4*left : row*picture.Stride+4*right]
				for i := 0; i < len(line); i += 4 {
					sum[0] += int(line[i])
					sum[1] += int(line[i+1])
					sum[2] += int(line[i+2])
				}
			}
			n := (bottom - top) * (right - left)
			small.SetNRGBA(x, y, color.NRGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 0xff})
		}
	}
	return small
}

// span returns which of the many pixels the ith of few stands for, at least one.
func span(i, few, many int) (from, to int) {
	from = i * many / few
	return from, max(from+1, (i+1)*many/few)
}
