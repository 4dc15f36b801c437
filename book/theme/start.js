// @ts-check
// Brings a page to life: finds what the other scripts are for, and hands it to them. Loaded last.
'use strict';

(function start(workbook) {
    const all = selector => [...document.querySelectorAll(selector)];

    // Each of these is a block: with the line's end inside, a copied text has every other line empty.
    // An empty block would be no line at all: there a space stands for the line.
    for (const line of all('.wb-line, .wb-same, .wb-del, .wb-add, .wb-skip')) {
        const last = line.lastChild;
        if (last?.nodeType === Node.TEXT_NODE) {
            last.data = line.textContent === '\n' ? ' ' : last.data.replace(/\n$/, '');
        }
    }

    const steps = all('.wb-step:not(.wb-compared)').map(section => {
        if (section.dataset.measure) {
            return new workbook.Measure(section);
        }
        return section.dataset.snippet ? new workbook.Snippet(section) : new workbook.Step(section);
    });
    steps.push(...all('.wb-compare').flatMap(figure => workbook.compare(figure)));
    const tries = all('.wb-try').map(section => new workbook.Try(section));
    const predictions = all('.wb-predict').map(section => {
        const step = [...steps, ...tries].find(candidate => section.contains(candidate.section));
        return new workbook.Prediction(section, step ?? null);
    });
    all('.wb-machine').forEach(section => (section.classList.contains('wb-to-edit')
        ? new workbook.Coroutine(section)
        : new workbook.Machine(section)).begin());
    all('.wb-interleave').forEach(section => new workbook.Interleave(section).begin());
    all('.wb-moving').forEach(section => new workbook.Moving(section).begin());
    const exercises = all('.wb-exercise').map(section => new workbook.Exercise(section));
    const opened = workbook.canRun && workbook.hasEditor()
        ? Promise.all(exercises.map(exercise => exercise.open()))
        : Promise.resolve([]);

    onPrint([...steps.map(step => step.output), ...tries.flatMap(experiment => experiment.outputs)]);
    if (workbook.server) {
        live();
    } else {
        predictions.forEach(prediction => prediction.remember({}));
    }

    function live() {
        predictions.forEach(prediction => {
            prediction.whenKept = refresh;
        });
        opened.then(() => workbook.returnToPlace());
        refresh();
        workbook.listen(news);
        addEventListener('beforeunload', event => {
            if (exercises.some(exercise => exercise.isAtRisk)) {
                event.preventDefault();
            }
        });
    }

    function refresh() {
        workbook.ask('GET', 'state').then(({ json }) => told(json)).catch(error => {
            if (!(error instanceof workbook.Trouble)) {
                throw error;
            }
            workbook.notify(error.message);
        });
    }

    /** The latest state that was told. One that was asked for may come after one that was read later. */
    let latest = { start: '', read: 0 };

    function told(state) {
        if (state.start === latest.start && state.read < latest.read) {
            return;
        }
        latest = state;
        workbook.showProgress(state, exercises);
        predictions.forEach(prediction => prediction.remember(state.predictions ?? {}));
        building(state.background);
    }

    /** The server builds the steps while the reader reads; a first Run soon after the start has to wait for it. */
    function building(told) {
        const goesOn = told && (told.total === 0 || told.done < told.total);
        const howFar = goesOn && told.total > 0 ? `: ${told.done} of ${told.total}` : '';
        steps.forEach(step => step.building(goesOn ? `building the steps${howFar}` : ''));
    }

    /** Why there's no news; empty while there is. */
    let lost = '';

    function news(name, data) {
        switch (name) {
        case 'state': return told(data);
        case 'background': return building(data);
        case 'reload': return reload();
        case 'exercise': return exercises.find(exercise => exercise.id === data.id)?.changedOnDisk(data.version);
        case 'problem': return data.text
            ? workbook.notify(`The book does not build: ${data.text}`)
            : workbook.unnotify();
        case 'found': return found();
        case 'lost': return gone(data.forGood);
        }
    }

    function reload() {
        if (workbook.busy.size > 0) {
            workbook.notify('This page has changed. Reload it when you are done here.', 'Reload', workbook.reload);
        } else {
            workbook.reload();
        }
    }

    function found() {
        if (lost) {
            lost = '';
            workbook.unnotify();
            refresh();
            workbook.sendDrafts();
            // What was saved meanwhile was told to nobody.
            exercises.forEach(exercise => exercise.changedOnDisk(null));
        }
    }

    function gone(forGood) {
        building(null);
        const why = forGood
            // It answers, but another key is in this browser's cookie.
            ? 'The book’s server was restarted and doesn’t know this browser: open the address that cargo run printed, and this page goes on.'
            : workbook.GONE;
        if (lost !== why) {
            const kept = exercises.some(exercise => exercise.isDirty) ? ' What you typed is kept.' : '';
            workbook.notify(why + kept);
        }
        lost = why;
    }

    /** On paper there is the recorded output, and nothing is closed. */
    function onPrint(outputs) {
        let restore = [];
        addEventListener('beforeprint', () => {
            restore = [];
            workbook.printing = true;
            for (const output of outputs) {
                if (output.isLive) {
                    output.showRecorded();
                    restore.push(() => output.showLive());
                }
            }
            const folded = all('.wb-step, .wb-skeleton').map(node => node.closest('details'));
            for (const details of [...folded, ...all('.wb-reveal, .wb-explained, .wb-recorded-outcome')]) {
                if (details && !details.open) {
                    details.open = true;
                    restore.push(() => {
                        details.open = false;
                    });
                }
            }
        });
        addEventListener('afterprint', () => {
            restore.forEach(undo => undo());
            workbook.printing = false;
        });
    }
})(window.workbook);
