package service

import (
	"context"
	"log/slog"
	"time"

	"resonanz/forms"
)

// expireDaily deletes answers after their time, and originals of comments and old
// links earlier, at once and then once a day until ctx ends.
func expireDaily(ctx context.Context, store *forms.Store, log *slog.Logger) {
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for {
		switch events, err := store.Expire(ctx, time.Now()); {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("answers not deleted after their time", "error", err)
		case events > 0:
			log.Info("answers deleted after their time", "events", events)
		}
		if err := store.Forget(ctx, time.Now()); err != nil && ctx.Err() == nil {
			log.Error("originals of comments and old links not deleted", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-daily.C:
		}
	}
}
