package main

import (
	"bytes"
	"encoding/json"
	"os"

	"github.com/runpod/go-sdk/pkg/sdk/config"
	"github.com/runpod/go-sdk/pkg/sdk/endpoint"
)

// One line of stdin. What is not said is nil, and then the client has a default of its own.
type command struct {
	Call     string          `json:"call"`
	Key      *string         `json:"key"`
	Endpoint *string         `json:"endpoint"`
	Base     *string         `json:"base"`
	Job      *string         `json:"job"`
	Input    map[string]any  `json:"input"`
	Request  json.RawMessage `json:"request"`
	Timeout  *int            `json:"timeout"`
	Limit    *int            `json:"limit"`
}

var calls = map[string]func(command) (any, error){
	"job.run": with(func(at *endpoint.Endpoint, c command) (any, error) {
		body, err := c.body()
		if err != nil {
			return nil, err
		}
		return at.Run(&endpoint.RunInput{JobInput: body, RequestTimeout: c.Timeout})
	}),
	"job.run_sync": with(func(at *endpoint.Endpoint, c command) (any, error) {
		body, err := c.body()
		if err != nil {
			return nil, err
		}
		return at.RunSync(&endpoint.RunSyncInput{JobInput: body, Timeout: c.Timeout})
	}),
	"job.status": with(func(at *endpoint.Endpoint, c command) (any, error) {
		return at.Status(&endpoint.StatusInput{Id: c.Job, RequestTimeout: c.Timeout})
	}),
	"job.status_sync": with(func(at *endpoint.Endpoint, c command) (any, error) {
		return at.StatusSync(&endpoint.StatusSyncInput{Id: c.Job, Timeout: c.Timeout})
	}),
	"job.stream": with(stream),
	"job.cancel": with(func(at *endpoint.Endpoint, c command) (any, error) {
		return at.Cancel(&endpoint.CancelInput{Id: c.Job, RequestTimeout: c.Timeout})
	}),
	"job.purge_queue": with(func(at *endpoint.Endpoint, c command) (any, error) {
		return at.PurgeQueue(&endpoint.PurgeQueueInput{RequestTimeout: c.Timeout})
	}),
	"job.health": with(func(at *endpoint.Endpoint, c command) (any, error) {
		return at.Health(&endpoint.HealthInput{RequestTimeout: c.Timeout})
	}),
}

func with(call func(*endpoint.Endpoint, command) (any, error)) func(command) (any, error) {
	return func(c command) (any, error) {
		base := "/v2"
		if c.Base != nil {
			base = *c.Base
		}
		url := os.Getenv("MOCK_URL") + base
		option := endpoint.Option{EndpointId: c.Endpoint, EndpointUrl: &url}
		at, err := endpoint.New(&config.Config{ApiKey: c.Key}, &option)
		if err != nil {
			return nil, err
		}
		return call(at, c)
	}
}

// Who stops after a few pieces leaves the client where it wants to hand out the next one. That it
// closes the channel cannot be relied on: where the job's id is missing, it does not.
func stream(at *endpoint.Endpoint, c command) (any, error) {
	pieces, ended := make(chan endpoint.StreamResult), make(chan error, 1)
	go func() { ended <- at.Stream(&endpoint.StreamInput{Id: c.Job, Timeout: c.Timeout}, pieces) }()
	found := map[string][]any{"chunks": {}}
	for {
		select {
		case piece, open := <-pieces:
			if !open {
				return found, <-ended
			}
			found["chunks"] = append(found["chunks"], piece["output"])
			if c.Limit != nil && len(found["chunks"]) == *c.Limit {
				return found, nil
			}
		case err := <-ended:
			return found, err
		}
	}
}

// Numbers stay as they were written: as a float, a large one would become another.
func read(line []byte) (c command, err error) {
	return c, decode(line, &c)
}

func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// `request` is the whole of it, as far as the client has words for it; null is no body at all.
func (c command) body() (*endpoint.JobInput, error) {
	body := &endpoint.JobInput{Input: c.Input}
	if c.Request == nil {
		return body, nil
	}
	err := decode(c.Request, &body)
	return body, err
}
