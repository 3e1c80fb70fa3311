package desk

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/app/web"
	"resonanz/forms"
)

// notesShown is how many notes the page of accounts shows: what happened in the
// last months.
const notesShown = 50

// accountsPage lists who may sign in, and invites somebody.
type accountsPage struct {
	web.DeskPage
	Accounts []accountRow
	Next     string // address of the next page, "" on the last
	Invited  invitation
	Problem  string // why nothing was done
	Notes    []accountNote
}

// accountRow is one account of the page.
type accountRow struct {
	ID         int64
	Name, Role string
	Says       string // when it was last used, or what it waits for
	Own        bool   // the visitor's
	Waits      bool   // for its holder to choose a password
	Stays      bool   // it cannot be deleted: there is no other organiser
}

// invitation is what somebody typed to invite somebody.
type invitation struct {
	Name     string
	Role     forms.Role
	Problems map[string]string // by field: what is wrong with it
}

// accountNote is an entry of the audit log in words.
type accountNote struct{ When, Account, Says, About string }

func (s *Pages) newAccountsPage(c *fiber.Ctx) (*accountsPage, error) {
	p := &accountsPage{DeskPage: s.NewDeskPage(c, nil), Invited: invitation{Role: forms.Organiser, Problems: map[string]string{}}}
	p.Title, p.Here = p.T("accounts.title"), "/organise/accounts"
	accounts, err := s.Store.Accounts(c.UserContext())
	if err != nil {
		return nil, err
	}
	links, err := s.Store.PasswordLinks(c.UserContext())
	if err != nil {
		return nil, err
	}
	organisers := 0
	for i := range accounts {
		if accounts[i].Role == forms.Organiser && accounts[i].Hash != "" {
			organisers++
		}
	}
	accounts, p.Next = pageOf(accounts, func(a forms.Account) string { return a.Name }, c.Query(queryBehind), p.Here, url.Values{})
	for i := range accounts {
		account := &accounts[i]
		row := accountRow{
			ID: account.ID, Name: account.Name, Role: p.T("account.role." + string(account.Role)), Own: account.ID == p.Account.ID,
			Waits: account.Hash == "", Says: p.T("accounts.never"),
		}
		row.Stays = account.Role == forms.Organiser && !row.Waits && organisers == 1
		switch day, err := time.Parse(time.DateOnly, account.SignedIn); {
		case err == nil:
			row.Says = p.Date(day)
		case row.Waits && links[account.ID].IsZero():
			row.Says = p.T("accounts.lapsed")
		case row.Waits:
			row.Says = p.T("accounts.waits", "Date", links[account.ID].Format(time.DateOnly))
		}
		p.Accounts = append(p.Accounts, row)
	}
	notes, err := s.Store.ServiceAudit(c.UserContext(), notesShown)
	for _, note := range notes {
		p.Notes = append(p.Notes, accountNote{p.Date(note.At), note.Account, p.T("note." + strings.ReplaceAll(note.Action, " ", "_")), note.About})
	}
	return p, err
}

func (s *Pages) renderAccounts(c *fiber.Ctx, p *accountsPage, status int) error {
	if status != fiber.StatusOK {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return s.Render(c, status, "organiser_accounts", p)
}

func (s *Pages) listAccounts(c *fiber.Ctx) error {
	p, err := s.newAccountsPage(c)
	if err != nil {
		return err
	}
	return s.renderAccounts(c, p, fiber.StatusOK)
}

// inviteAccount makes an account and shows the link by which its holder chooses
// the password: nobody else ever knows it.
func (s *Pages) inviteAccount(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p, err := s.newAccountsPage(c)
	if err != nil {
		return err
	}
	typed := &p.Invited
	typed.Name, typed.Role = web.FirstValue(values, "name"), forms.Role(web.FirstValue(values, "role"))
	if typed.Role != forms.Organiser && typed.Role != forms.Moderator {
		typed.Problems["role"] = p.T("accounts.no_role")
		return s.renderAccounts(c, p, fiber.StatusUnprocessableEntity)
	}
	account, token := &forms.Account{Name: typed.Name, Role: typed.Role}, auth.NewToken()
	err = s.Store.Invite(c.UserContext(), p.Account.Name, account, token)
	switch forms.CodeOf(err) {
	case "":
		return s.showPasswordLink(c, account, token, "accounts.invited_for")
	case forms.CodeInvalid:
		typed.Problems["name"] = p.T("accounts.bad_name", "Max", forms.MaxAccountName)
	case forms.CodeConflict:
		typed.Problems["name"] = p.T("accounts.taken")
	default:
		return err
	}
	return s.renderAccounts(c, p, fiber.StatusUnprocessableEntity)
}

// renewPassword shows a link by which the holder of an account chooses another
// password.
func (s *Pages) renewPassword(c *fiber.Ctx) error {
	id, err := idIn(c)
	if err != nil {
		return err
	}
	token := auth.NewToken()
	account, err := s.Store.LinkPassword(c.UserContext(), web.AccountOf(c).Name, id, token)
	if err != nil {
		return err
	}
	title := "accounts.renewed_for"
	if account.Hash == "" {
		title = "accounts.invited_for"
	}
	return s.showPasswordLink(c, account, token, title)
}

// showPasswordLink shows a link with its token, which nobody can look up again;
// title is the key of what it is for.
func (s *Pages) showPasswordLink(c *fiber.Ctx, account *forms.Account, token, title string) error {
	p := linkPage{printPage: s.printed(c, nil, "/organise/accounts", "accounts.once"), Label: account.Name}
	p.Title, p.Here = p.T(title, "Name", account.Name), "/organise/accounts"
	p.Of = web.Phrase{Text: web.HostOf(s.Settings().BaseURL)}
	p.Steps = []string{p.T("accounts.step_open"), p.T("accounts.step_choose", "Min", auth.MinPassword), p.T("accounts.step_sign_in", "Name", account.Name)}
	p.Rule = p.T("accounts.rule", "Date", s.Now().Add(forms.PasswordLinkLasts).Format(time.DateOnly))
	p.Alt = p.T("accounts.qr_alt")
	return s.renderLink(c, &p, web.PasswordLinkAddress(s.Settings().BaseURL, token))
}

// endSignIns signs an account out everywhere.
func (s *Pages) endSignIns(c *fiber.Ctx) error {
	id, err := idIn(c)
	if err != nil {
		return err
	}
	if err := s.Store.EndSignIns(c.UserContext(), web.AccountOf(c).Name, id); err != nil {
		return err
	}
	s.CutOffAccount(id)
	return c.Redirect("/organise/accounts", fiber.StatusSeeOther)
}

// deleteAccount deletes an account. The page has asked before.
func (s *Pages) deleteAccount(c *fiber.Ctx) error {
	id, err := idIn(c)
	if err != nil {
		return err
	}
	err = s.Store.DeleteAccount(c.UserContext(), web.AccountOf(c).Name, id)
	if forms.CodeOf(err) == forms.CodeConflict {
		p, err := s.newAccountsPage(c)
		if err != nil {
			return err
		}
		p.Problem = p.T("accounts.last")
		return s.renderAccounts(c, p, fiber.StatusConflict)
	}
	if err != nil && forms.CodeOf(err) != forms.CodeNotFound { // then it is gone already
		return err
	}
	s.CutOffAccount(id)
	return c.Redirect("/organise/accounts", fiber.StatusSeeOther)
}

// idIn returns the number in the address.
func idIn(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return 0, web.ErrNotFound
	}
	return id, nil
}
