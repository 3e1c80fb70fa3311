package web

import "testing"

// Reference, Performance: "5,000 open streams while 20 answers a second come in"
func TestStreamLimit(t *testing.T) {
	t.Parallel()
	const promised = 5000
	if got := streamLimit(maxConnections); got < promised {
		t.Errorf("%d streams where descriptors are not short, want %d", got, promised)
	}
	if got := streamLimit(fewestConnections); got >= fewestConnections {
		t.Errorf("streams may take all of %d connections", fewestConnections)
	}
}
