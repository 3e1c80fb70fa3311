package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthTimeout is how long the answer may take. Who runs a health check gives
// up after a few seconds.
const healthTimeout = 5 * time.Second

func healthcheckCommand() command {
	return command{
		name:  "healthcheck",
		short: "ask a running service whether it can take answers",
		long: `Asks the service that runs on this machine with the same settings whether it can take answers now. The
			exit code is 0 if it can and 1 if it cannot. It is meant for containers, which have no other program to ask with.`,
		run: healthcheck,
	}
}

func healthcheck(ctx context.Context, c *call) error {
	if _, err := c.parse(0, "ops-listen"); err != nil {
		return err
	}
	if c.cfg.OpsListen == "" {
		return errors.New("there is no operations listener to ask: -ops-listen is empty")
	}
	host, port, err := net.SplitHostPort(c.cfg.OpsListen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		if cause, ok := errors.AsType[*net.OpError](err); ok {
			err = cause.Err
		}
		return fmt.Errorf("nothing answers at %s: %w", request.URL, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the service cannot take answers now (%s)", response.Status)
	}
	fmt.Fprintln(c.stdout, "The service can take answers.")
	return nil
}
