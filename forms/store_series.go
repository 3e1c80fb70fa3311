package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// Series returns what may be known of the other events of the event's series,
// oldest first, without comments. An event without a series stands alone.
func (s *Store) Series(ctx context.Context, event *Event) ([]EventFigures, error) {
	if event.Series == "" {
		return nil, nil
	}
	others, err := gorm.G[Event](s.r).Where("series = ? AND id <> ?", event.Series, event.ID).Order("starts, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the series: %w", err)
	}
	all := make([]EventFigures, 0, len(others))
	for i := range others {
		f, err := s.EventFigures(ctx, others[i].ID)
		if err != nil {
			return nil, fmt.Errorf("read the series: %w", err)
		}
		f.Comments = nil
		all = append(all, f)
	}
	return all, nil
}
