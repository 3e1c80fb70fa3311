package desk

import (
	"net/url"
	"slices"
)

// listShown is how many entries of a long list stand on a page: as many as people
// still look through.
const listShown = 50

// queryBehind is the key of the entry behind which a page of a long list begins.
const queryBehind = "behind"

// pageOf returns the entries of a long list that stand on the page which begins
// behind the one with the key, or with the first if that is not there any more. It
// also returns the address of the next page, which has the other queries of this
// one, "" if there is none.
func pageOf[Entry any](all []Entry, key func(Entry) string, behind, here string, queries url.Values) (shown []Entry, next string) {
	begin := 0
	if behind != "" {
		begin = slices.IndexFunc(all, func(e Entry) bool { return key(e) == behind }) + 1
	}
	shown = all[begin:min(begin+listShown, len(all))]
	if begin+listShown < len(all) {
		queries.Set(queryBehind, key(shown[len(shown)-1]))
		next = here + "?" + queries.Encode()
	}
	return shown, next
}
