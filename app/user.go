package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"resonanz/app/auth"
	"resonanz/app/i18n"
	"resonanz/forms"
)

func userCommand() command {
	return command{
		name:  "user",
		args:  "add|password|delete NAME",
		short: "create or delete an account, or replace its password",
		long: `user add NAME creates an account; user password NAME replaces the password of one and ends its sign-ins; user delete NAME deletes one and ends
			its sign-ins, unless nobody else is an organiser. The new password is made up and
			printed once. With -stdin it is the first line of the standard input instead.`,
		run: user,
	}
}

func user(ctx context.Context, c *call) error {
	role := c.flags.String("role", string(forms.Organiser), "Role of a new account: organiser, who may do everything, or moderator, who has the live pages.")
	stdin := c.flags.Bool("stdin", false, "Read the password from the standard input.")
	given, err := c.parse(2, "data", "db")
	if err != nil {
		return err
	}
	action, name := given[0], given[1]
	switch action {
	case "add", "password":
	case "delete":
		return c.withDatabase(ctx, func(store *forms.Store) error {
			account, err := accountOf(ctx, store, name)
			if err == nil {
				err = store.DeleteAccount(ctx, forms.ByCommand, account.ID)
			}
			if err == nil {
				fmt.Fprintf(c.stdout, "The account %s is deleted.\n", account.Name)
			}
			return err
		})
	default:
		return fmt.Errorf("want user add, user password or user delete, not user %s; %w", action, errUsage)
	}
	if r := forms.Role(*role); r != forms.Organiser && r != forms.Moderator {
		return fmt.Errorf("there is no role %s; %w", *role, errUsage)
	}
	password := auth.NewToken()
	if *stdin {
		if password, err = readPassword(c.stdin, name); err != nil {
			return err
		}
	}
	hash, err := auth.NewHasher().Hash(ctx, password)
	if err != nil {
		return err
	}
	var done string
	err = c.withStore(ctx, func(store *forms.Store) error {
		if action == "add" {
			account := &forms.Account{Name: name, Role: forms.Role(*role), Hash: hash}
			err := store.CreateAccount(ctx, forms.ByCommand, account)
			done = fmt.Sprintf("The account %s is created (%s).", account.Name, account.Role)
			return err
		}
		account, err := accountOf(ctx, store, name)
		if err != nil {
			return err
		}
		done = fmt.Sprintf("The account %s has a new password, and its sign-ins have ended.", account.Name)
		return store.SetPassword(ctx, forms.ByCommand, account.ID, hash)
	})
	if err != nil {
		return err
	}
	c.printAccount(done, password, *stdin)
	return nil
}

// printAccount says what was done. A password that was made up is all that stands on
// the standard output, for scripts.
func (c *call) printAccount(done, password string, given bool) {
	if given {
		fmt.Fprintln(c.stdout, done)
		return
	}
	fmt.Fprintln(c.stderr, done, "Its password is shown only now:")
	fmt.Fprintln(c.stdout, password)
}

// accountOf returns the account with the name that somebody has typed.
func accountOf(ctx context.Context, store *forms.Store, name string) (*forms.Account, error) {
	account, err := store.Account(ctx, name)
	if forms.CodeOf(err) == forms.CodeNotFound {
		err = fmt.Errorf("no account has the name %s", name)
	}
	return account, err
}

// readPassword reads the first line and holds it against the rules for
// passwords.
func readPassword(r io.Reader, account string) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4*auth.MaxPassword+2)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	key, args := auth.PasswordProblem(line, account)
	if key == "" {
		return line, nil
	}
	catalogues, err := i18n.Load()
	if err != nil {
		return "", err
	}
	var pairs []any
	for name, value := range args {
		pairs = append(pairs, name, value)
	}
	return "", errors.New(catalogues.Printer("en").T(key, pairs...))
}
