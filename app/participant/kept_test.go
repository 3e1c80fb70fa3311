package participant

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"resonanz/app/form"
	"resonanz/forms"
)

func typed(token forms.Token, text string) form.Filling {
	return form.Filling{Token: token, Values: forms.Values{"satz": {text}}, Problems: []forms.FieldError{
		{Field: "satz", Key: forms.ErrKeyTooLong, Args: map[string]any{"Max": 20, "Length": len(text)}},
		{Field: "zahl", Key: forms.ErrKeyNumberMin, Args: map[string]any{"Min": 0.5}},
		{Field: "tag", Key: forms.ErrKeyDateMin, Args: map[string]any{"Min": "2016-11-17"}},
	}}
}

func mustPut(t *testing.T, k *keptFillings, f form.Filling) bool {
	t.Helper()
	kept, err := k.put("a", f)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// What is kept comes back whole by its token and page alone; the memory holds
// neither the text nor the token. It is gone after its time.
func TestKeptFillings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeptFillings()
		f := typed(forms.NewToken(), "Nur für mich")
		mustPut(t, k, typed(f.Token, "Der erste Versuch"))
		time.Sleep(keptTime / 2)
		mustPut(t, k, f) // its time begins anew
		time.Sleep(keptTime - time.Second)
		got, found, err := k.get("a", f.Token)
		if diff := cmp.Diff(f, got); err != nil || !found || diff != "" {
			t.Errorf("found %v, %v (-kept +got):\n%s", found, err, diff)
		}
		for name, kept := range k.sealed {
			for _, secret := range []string{"Nur", "mich", string(f.Token)} {
				if bytes.Contains(kept.content, []byte(secret)) || bytes.Contains(name[:], []byte(secret)) {
					t.Errorf("the memory holds %q", secret)
				}
			}
		}
		if _, found, _ := k.get("b", f.Token); found {
			t.Error("another page finds it")
		}
		if _, found, _ := k.get("a", forms.NewToken()); found {
			t.Error("another token finds it")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if _, found, _ := k.get("a", f.Token); found || len(k.sealed) != 0 || k.bytes != 0 {
			t.Errorf("after its time: found %v, %d kept with %d bytes", found, len(k.sealed), k.bytes)
		}
	})
}

// Neither many fillings nor long ones take more memory than there is for them,
// and what is forgotten makes room.
func TestKeptFillings_bounds(t *testing.T) {
	t.Parallel()
	for name, length := range map[string]int{"many": 1, "long": 100 << 10} {
		k := newKeptFillings()
		text, first := strings.Repeat("x", length), forms.NewToken()
		mustPut(t, k, typed(first, text))
		n := 1
		for mustPut(t, k, typed(forms.NewToken(), text)) {
			n++
		}
		if n > maxKept || k.bytes > maxKeptBytes || n < maxKept && k.bytes < maxKeptBytes-2*length {
			t.Errorf("%s: full with %d and %d bytes", name, n, k.bytes)
		}
		if _, found, err := k.get("a", first); !found || err != nil {
			t.Errorf("%s: the first one had to go: %v", name, err)
		}
		k.forget("a", first)
		if !mustPut(t, k, typed(forms.NewToken(), text)) {
			t.Errorf("%s: no room after one was forgotten", name)
		}
		for _, kept := range k.sealed {
			kept.end.Stop()
		}
	}
}
