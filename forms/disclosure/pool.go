package disclosure

// Member is a session of a pool: one that has shown nothing of its own.
type Member struct {
	*Session
	Closed bool
}

// Share shows the pool of the members anew if enough people wait in those that
// are closed, and returns the change of each member, nil if nothing changes.
func (r Rules) Share(members []Member) []Change {
	waiting, withdrawn := 0, 0
	for _, m := range members {
		withdrawn += m.Withdrawn
		if m.Closed {
			waiting += m.Waiting()
		}
	}
	if waiting < r.K || waiting == 0 {
		return nil
	}
	changes := make([]Change, len(members))
	for i, m := range members {
		c := &changes[i]
		c.New = true
		if m.Closed {
			m.release(c)
		}
		if withdrawn >= r.K && m.Withdrawn > 0 {
			c.Leave = true
			m.Leave()
		}
	}
	return changes
}

// Hide leaves out the rows of a pool that a session has left: fewer than k of
// them would be that session's. It returns the change of each member.
func Hide(members []Member) []Change {
	changes := make([]Change, len(members))
	for i, m := range members {
		if m.Readable() > 0 {
			m.leaveOut(&changes[i])
		}
	}
	return changes
}

// Draw returns how many further rows have to be left out of what reads rows
// when all sessions are closed, and starts to count those that vanish anew. The
// sessions are one that shows itself, or all of a pool. Of their rows so many are
// old, which could be read before; as long as there are any, only these are
// drawn.
func (r Rules) Draw(old int, sessions ...*Session) int {
	missing, vanished, readable := 0, 0, 0
	for _, s := range sessions {
		missing += s.Withdrawn + s.LeftOut
		vanished += s.Vanished
		readable += s.Readable()
		s.Vanished = 0
	}
	if r.upToK(missing)+r.upToK(vanished) == 0 {
		return 0
	}
	n := max(1, r.K-missing) // those that are drawn are missing, too
	if read := old+vanished >= r.K; read {
		if n = max(n, r.K-vanished); n > old {
			n = readable
		}
	}
	return min(n, readable)
}

// upToK returns how many are missing to make a group of n people one of none or
// at least k.
func (r Rules) upToK(n int) int {
	if n == 0 {
		return 0
	}
	return max(0, r.K-n)
}
