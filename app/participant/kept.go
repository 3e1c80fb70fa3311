package participant

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"sync"
	"time"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// The bounds of what is kept of forms that came back.
const (
	// keptTime is for how long: somebody reads what is wrong, puts it right, and
	// perhaps goes back and forth meanwhile.
	keptTime = 10 * time.Minute
	// maxKept and maxKeptBytes are how many fillings and how many bytes there may
	// be at once: several halls in which everybody makes a mistake. What does not
	// fit is shown at once, as an answer to what was sent.
	maxKept      = 10_000
	maxKeptBytes = 32 << 20
)

// keptFillings are forms that were sent and have to be shown again, between the
// answer that leads there and the page. They are in memory only, encrypted under
// a key that follows from the page's token and is not kept, and under a name that
// follows from it too: who has the memory but not the page can read nothing.
type keptFillings struct {
	mu     sync.Mutex
	sealed map[keptName]*keptFilling
	bytes  int
}

type keptName [sha256.Size]byte

type keptFilling struct {
	content []byte // nonce and ciphertext
	end     *time.Timer
}

func newKeptFillings() *keptFillings {
	return &keptFillings{sealed: map[keptName]*keptFilling{}}
}

// keptFor is what a form that is kept was for; no other page finds it.
type keptFor string

func answersOf(v *web.Visit) keptFor { return keptFor(fmt.Sprint("session ", v.Session.ID)) }

func signUpOf(v *web.Visit) keptFor { return keptFor(fmt.Sprint("sign-up of event ", v.Event.ID)) }

// nameOfKept returns the name that follows from the token of a page.
func nameOfKept(of keptFor, token forms.Token) (keptName, error) {
	name, err := hkdf.Key(sha256.New, []byte(token), nil, "name of a filling of "+string(of), sha256.Size)
	if err != nil {
		return keptName{}, err
	}
	return keptName(name), nil
}

// keptSecrets returns the name and the cipher that follow from the token of a page.
func keptSecrets(of keptFor, token forms.Token) (keptName, cipher.AEAD, error) {
	name, err := nameOfKept(of, token)
	if err != nil {
		return keptName{}, nil, err
	}
	key, err := hkdf.Key(sha256.New, []byte(token), nil, "key of a filling of "+string(of), 32)
	if err != nil {
		return keptName{}, nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return keptName{}, nil, err
	}
	aead, err := cipher.NewGCM(block)
	return name, aead, err
}

// put keeps the filling in place of an earlier one with its token. It reports
// whether there was room.
func (k *keptFillings) put(of keptFor, f form.Filling) (bool, error) {
	name, aead, err := keptSecrets(of, f.Token)
	if err != nil {
		return false, err
	}
	var plain bytes.Buffer
	if err := gob.NewEncoder(&plain).Encode(f); err != nil {
		return false, fmt.Errorf("keep a filling: %w", err)
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the process instead
	content := aead.Seal(nonce, nonce, plain.Bytes(), nil)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.drop(name)
	if len(k.sealed) >= maxKept || k.bytes+len(content) > maxKeptBytes {
		return false, nil
	}
	kept := &keptFilling{content: content}
	kept.end = time.AfterFunc(keptTime, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.sealed[name] == kept {
			k.drop(name)
		}
	})
	k.sealed[name] = kept
	k.bytes += len(content)
	return true, nil
}

// get returns the filling with the token, if it is kept.
func (k *keptFillings) get(of keptFor, token forms.Token) (f form.Filling, found bool, err error) {
	name, aead, err := keptSecrets(of, token)
	if err != nil {
		return f, false, err
	}
	k.mu.Lock()
	kept := k.sealed[name]
	k.mu.Unlock()
	if kept == nil {
		return f, false, nil
	}
	n := aead.NonceSize()
	plain, err := aead.Open(nil, kept.content[:n], kept.content[n:], nil)
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(plain)).Decode(&f)
	}
	return f, err == nil, err
}

// forget drops the filling with the token.
func (k *keptFillings) forget(of keptFor, token forms.Token) {
	k.mu.Lock()
	none := len(k.sealed) == 0
	k.mu.Unlock()
	if none { // nearly always, and the name takes as long as reading the answers
		return
	}
	if name, err := nameOfKept(of, token); err == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.drop(name)
	}
}

// drop is for those who hold the lock.
func (k *keptFillings) drop(name keptName) {
	if kept := k.sealed[name]; kept != nil {
		kept.end.Stop()
		k.bytes -= len(kept.content)
		delete(k.sealed, name)
	}
}
