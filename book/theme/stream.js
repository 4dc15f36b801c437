// @ts-check
// Talking to the book's server: JSON, and server-sent events in the body of a POST.
'use strict';

window.workbook ??= {};

(function stream(workbook) {
    /** Events that are handled before the page may do something else: a fast program sends without a pause. */
    const AT_A_TIME = 500;
    // At the same port: this page, and what its browser keeps, belong to it.
    const START = location.port === '3000' ? 'cargo run' : `cargo run -- serve --port ${location.port}`;
    const GONE = `The book’s server does not answer; start it again with ${START}.`;
    workbook.GONE = GONE;

    /** A failure whose message is one sentence for the reader. */
    class Trouble extends Error {}
    workbook.Trouble = Trouble;

    async function request(method, path, body, signal, keepalive = false) {
        const options = { method, signal, keepalive, headers: {} };
        if (body !== undefined) {
            options.headers['Content-Type'] = 'application/json';
            options.body = JSON.stringify(body);
        }
        try {
            return await fetch(`/api/${path}`, options);
        } catch (error) {
            throw signal?.aborted ? error : new Trouble(GONE);
        }
    }

    async function sentence(response) {
        const text = (await response.text().catch(() => '')).trim();
        // The server refuses in one sentence; anything longer was not written for a reader.
        if (text && text.length < 300 && !text.startsWith('<') && !text.startsWith('{')) {
            return text;
        }
        switch (response.status) {
        case 403: return 'The book’s server refuses this; if it was restarted, open the address that cargo run printed.';
        case 409: return 'The file changed on disk.';
        case 413: return 'The text is too large.';
        case 429: return 'Too many programs are running; stop one first.';
        default: return `The book’s server answers with status ${response.status}.`;
        }
    }

    /**
     * JSON from the server; a status in `expected` is handed back instead of raised. With `leaving` the
     * request goes on when the page is closed. Aborting `signal` gives it up.
     */
    workbook.ask = async function ask(method, path, body, expected = [], leaving = false, signal = undefined) {
        const response = await request(method, path, body, signal, leaving);
        if (!response.ok && !expected.includes(response.status)) {
            throw new Trouble(await sentence(response));
        }
        const text = await response.text().catch(() => {
            throw new Trouble(GONE);
        });
        let json = null;
        try {
            json = text ? JSON.parse(text) : null;
        } catch {
            // A refusal's sentence is no JSON; its status says enough.
        }
        return { status: response.status, json };
    };

    /** Lets the page draw and answer its reader before it goes on. */
    function breath() {
        // A timer would be slow in a page that is not in front.
        const { port1, port2 } = new MessageChannel();
        return new Promise(resolve => {
            port1.onmessage = () => {
                port1.close();
                resolve(undefined);
            };
            port2.postMessage(null);
        });
    }

    /** Splits a stream of text into events, however the network cut it. */
    class Events {
        #rest = '';

        /** The events that this piece completes. */
        push(piece) {
            const blocks = (this.#rest + piece).replaceAll('\r\n', '\n').split('\n\n');
            this.#rest = blocks.pop() ?? '';
            return blocks.map(Events.#parse).filter(event => event !== null);
        }

        static #parse(block) {
            let name = 'message';
            const data = [];
            for (const line of block.split('\n')) {
                const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
                if (field === 'event') {
                    name = value;
                } else if (field === 'data') {
                    data.push(value);
                }
            }
            // A block without data is a comment that keeps the connection alive.
            return data.length ? { name, data: JSON.parse(data.join('\n')) } : null;
        }
    }
    workbook.Events = Events;

    /**
     * Posts, with a body in JSON if there is one, and hands each event of the answer to `handle(name, data)` until the server closes it.
     * Aborting `signal` closes the connection, which the server takes for a stop.
     */
    workbook.post = async function post(path, signal, handle, body = undefined) {
        const response = await request('POST', path, body, signal);
        if (!response.ok || !response.body) {
            throw new Trouble(await sentence(response));
        }
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        const events = new Events();
        let handled = 0;
        for (;;) {
            const { done, value } = await reader.read().catch(error => {
                throw signal.aborted ? error : new Trouble(GONE);
            });
            if (done) {
                return;
            }
            for (const { name, data } of events.push(value)) {
                handle(name, data);
                handled += 1;
                if (handled % AT_A_TIME === 0) {
                    await breath();
                }
            }
        }
    };
})(window.workbook);
