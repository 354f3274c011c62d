// The Go client `github.com/runpod/go-sdk/pkg/sdk` behind the protocol of all drivers: a command on
// each line of stdin, an answer on each line of stdout.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
)

// What a caller hears of an error. The client has only texts: the status stands in one of them.
type raised struct {
	Kind   string `json:"kind"`
	Status *int   `json:"status"`
	Text   string `json:"text"`
}

var answeredStatus = regexp.MustCompile(`^response status (\d+)`)

func main() {
	lines, answers := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		line, end := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := answers.Encode(answer(line)); err != nil {
				panic(err)
			}
		}
		if end == io.EOF {
			return
		}
		if end != nil {
			panic(end)
		}
	}
}

// A panic of the client is something that its user meets, too.
func answer(line []byte) (said map[string]any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			said = map[string]any{"raised": raised{Kind: "panic", Text: fmt.Sprint(panicked)}}
		}
	}()
	given, err := read(line)
	if err != nil {
		return failure(err)
	}
	call, offered := calls[given.Call]
	if !offered {
		text := fmt.Sprintf("no %s in this client", given.Call)
		return map[string]any{"raised": raised{Kind: "NotOffered", Text: text}}
	}
	returned, err := call(given)
	if err != nil {
		return failure(err)
	}
	return map[string]any{"returned": returned}
}

func failure(err error) map[string]any {
	told := raised{Kind: fmt.Sprintf("%T", err), Text: err.Error()}
	if found := answeredStatus.FindStringSubmatch(told.Text); found != nil {
		if status, err := strconv.Atoi(found[1]); err == nil {
			told.Status = &status
		}
	}
	return map[string]any{"raised": told}
}
