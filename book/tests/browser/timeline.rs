//! Timelines: lanes of states, the arrows between them, and the moment that is looked at.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::TIMELINES;
use crate::{DOWN, LEFT, RIGHT};
use serde_json::{Value, json};

const STEP: &str = "#step-c-level-vs-edge";
const MADE: &str = "#made";

/// What a story tells of statements such as `main wakes fiber 1`.
const TOLD: &str = r"
    (lines => {
        const story = new workbook.Story();
        const verbs = /^(.+?) (says|runs|ready|waits|ends|spawns|wakes|unparks|sends|resumes|polls) ?(.*)$/;
        lines.forEach((line, ms) => {
            const [, who, does, what] = verbs.exec(line);
            story.take({ ms, does, who, what, at: '', thread: 1 });
        });
        return story;
    })";

async fn open(page: &Page) {
    page.goto(TIMELINES).await;
    page.until(&format!(
        "document.querySelector('{STEP} .wb-picture path')"
    ))
    .await;
}

/// Each lane with the states that it goes through.
async fn states(page: &Page, lines: &[&str]) -> Value {
    let spans = "story.rows.map(lane => [lane.name,
        ...lane.spans.map(({ state, reason }) => reason ? `${state} ${reason}` : state)])";
    page.value(&format!("(story => {spans})({TOLD}({}))", json!(lines)))
        .await
}

/// Puts a timeline of its own on the page, with these statements.
async fn draw(page: &Page, statements: &str) {
    page.value(&format!(
        "(() => {{
            document.querySelector('{MADE}')?.remove();
            const box = workbook.element('div', {{ class: 'wb-timeline', id: 'made' }});
            document.querySelector('main h1').after(box);
            const feed = workbook.recordedFeed({statements}, [], null);
            window.made = new workbook.Timeline(box, {{ name: 'made', point: () => {{}}, feed }});
            return true;
        }})()"
    ))
    .await;
    page.until(&format!("document.querySelector('{MADE} .wb-lane')"))
        .await;
}

#[test]
fn each_statement_puts_its_actors_in_their_states() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        let lines = [
            "main spawns fiber 1",
            "main resumes fiber 1",
            "fiber 1 says hello",
            "fiber 1 waits fd 7 readable",
            "main waits an event",
            "kernel wakes main",
            "kernel waits",
            "main unparks fiber 1",
            "main resumes fiber 1",
            "fiber 1 ends",
            "main says it is over",
        ];
        assert_eq!(
            states(page, &lines).await,
            json!([
                [
                    "main",
                    "running",
                    "waiting fiber 1",
                    "waiting an event",
                    "ready",
                    "running",
                    "waiting fiber 1",
                    "running"
                ],
                [
                    "fiber 1",
                    "ready",
                    "running",
                    "waiting fd 7 readable",
                    "ready",
                    "running"
                ],
                ["kernel", "running", "waiting"],
            ])
        );
    });
}

#[test]
fn a_wake_up_changes_who_waits_and_nobody_else() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        let lines = [
            "a runs",
            "b ready",
            "c waits it",
            "d runs",
            "d ends",
            "w wakes a",
            "w wakes b",
            "w wakes c",
            "w wakes d",
            "w spawns d",
        ];
        assert_eq!(
            states(page, &lines).await,
            json!([
                ["a", "running"],
                ["b", "ready"],
                ["c", "waiting it", "ready"],
                ["d", "running", "ready"],
                ["w", "running"],
            ])
        );
    });
}

#[test]
fn lanes_come_in_their_natural_order_and_no_two_look_alike() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        let fibers: Vec<Value> = [10, 2, 14, 1, 3]
            .map(|n| json!({ "ms": n, "does": "wakes", "who": format!("fiber {n}"), "what": "main" }))
            .to_vec();
        draw(page, &json!(fibers).to_string()).await;
        let names = format!("[...document.querySelectorAll('{MADE} .wb-lane-name')]");
        assert_eq!(
            page.value(&format!("{names}.map(name => name.textContent)"))
                .await,
            json!([
                "main", "fiber 1", "fiber 2", "fiber 3", "fiber 10", "fiber 14"
            ])
        );
        for theme in ["light", "rust", "coal", "navy", "ayu"] {
            page.value(&format!(
                "(document.documentElement.className = 'js {theme}', true)"
            ))
            .await;
            let colours =
                format!("new Set({names}.map(name => getComputedStyle(name).color)).size");
            assert_eq!(page.value(&colours).await, 6, "{theme}");
            let low = page.client.execute(SHADES, Vec::new()).await.unwrap();
            assert_eq!(low, json!([]), "{theme}");
        }
    });
}

/// Shades of the actors' colours with less than 4.5:1 to what a timeline stands on.
const SHADES: &str = r"
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const luminance = colour => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
            .map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const box = document.querySelector('.wb-timeline');
    const under = luminance(getComputedStyle(box).backgroundColor);
    const low = [];
    for (let at = 0; at < 96; at += 1) {
        const probe = document.createElement('span');
        probe.className = 'wb-actor';
        probe.dataset.actorColour = at % 8;
        probe.dataset.actorShade = Math.floor(at / 8);
        box.append(probe);
        const own = luminance(getComputedStyle(probe).color);
        const ratio = (Math.max(own, under) + 0.05) / (Math.min(own, under) + 0.05);
        if (ratio < 4.5) {
            low.push(`${at % 8} ${Math.floor(at / 8)} ${ratio.toFixed(2)}`);
        }
        probe.remove();
    }
    return low;
";

#[test]
fn marks_that_pile_up_are_drawn_in_order_and_those_that_do_not_in_time() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        let statements = |ms: fn(usize) -> usize| {
            let line = |n| json!({ "ms": ms(n), "does": "says", "who": format!("fiber {}", n % 2), "what": "x" });
            json!((0..20).map(line).collect::<Vec<_>>()).to_string()
        };
        let pressed =
            format!("document.querySelector('{MADE} .wb-tool[aria-pressed=true]').textContent");
        // Two at a time, each on a lane of its own.
        draw(page, &statements(|n| n / 2 * 1000)).await;
        assert_eq!(page.text(&pressed).await, "Time");
        draw(page, &statements(|n| if n < 15 { 1 } else { n * 1000 })).await;
        assert_eq!(page.text(&pressed).await, "Order");
        let ticks = format!("document.querySelectorAll('{MADE} .wb-tick').length");
        assert_eq!(page.value(&ticks).await, 0);
        page.press(MADE, "Time").await;
        page.until(&format!("{ticks} > 2")).await;
        draw(page, &statements(|n| n * 1000)).await;
        assert_eq!(page.text(&pressed).await, "Time");
        page.press(MADE, "Order").await;
        page.until(&format!("{ticks} === 0")).await;
    });
}

#[test]
fn a_run_that_ends_early_has_the_ticks_of_the_run_that_it_is_compared_with() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.value(
            "(() => {
                const view = new workbook.View();
                view.tellAt(workbook.element('div'));
                view.choose('time');
                for (const id of ['long', 'short']) {
                    const box = workbook.element('div', { class: 'wb-timeline', id });
                    document.querySelector('main h1').after(box);
                    const last = id === 'long' ? 600 : 320;
                    const says = ms => ({ ms, does: 'says', who: 'main', what: 'x' });
                    const feed = workbook.recordedFeed([says(0), says(last)], [], null);
                    new workbook.Timeline(box, { name: id, point: () => {}, feed, view });
                }
                return true;
            })()",
        )
        .await;
        let ticks = |id: &str| {
            format!(
                "[...document.querySelectorAll('#{id} .wb-tick-text')].map(text => [text.textContent, text.getAttribute('x')])"
            )
        };
        page.until(&format!("{}.length > 2", ticks("short"))).await;
        assert_eq!(
            page.value(&ticks("short")).await,
            page.value(&ticks("long")).await
        );
    });
}

#[test]
fn zooming_widens_the_timeline_and_never_the_page() {
    let wish = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        open(page).await;
        let wide = format!("document.querySelector('{STEP} .wb-plot').scrollWidth");
        let before = page.value(&wide).await.as_u64().unwrap();
        page.press(STEP, "+").await;
        page.until(&format!("{wide} > {before} * 1.8")).await;
        page.value(&format!(
            "document.querySelector('{STEP} .wb-lanes').focus()"
        ))
        .await;
        page.keys("-").await;
        page.until(&format!("{wide} === {before}")).await;
        page.keys("+++++++").await;
        page.until(&format!("{wide} > {before} * 50")).await;
        assert_eq!(
            page.value("document.documentElement.scrollWidth").await,
            360
        );
        // What is scrolled to is drawn.
        let middle = format!(
            "(plot => plot.scrollLeft = plot.scrollWidth / 2)(document.querySelector('{STEP} .wb-plot'))"
        );
        page.value(&middle).await;
        page.until(&format!(
            "(() => {{
                const seen = document.querySelector('{STEP} .wb-plot').getBoundingClientRect();
                const drawn = document.querySelector('{STEP} .wb-picture').getBoundingClientRect();
                return drawn.left <= seen.left && drawn.right >= seen.right;
            }})()"
        ))
        .await;
        let most = format!("document.querySelectorAll('{STEP} .wb-picture *').length");
        assert!(page.value(&most).await.as_u64() < Some(600));
    });
}

#[test]
fn a_moment_tells_its_line_and_what_every_actor_does() {
    in_browser(Wish::running(&["ch04/c-level-vs-edge"]), async |page| {
        open(page).await;
        page.press(STEP, "Run").await;
        page.until_says(&format!("{STEP} .wb-status"), "exit status 0")
            .await;
        let lanes = format!("document.querySelector('{STEP} .wb-lanes')");
        page.until(&format!("{lanes}.getAttribute('aria-valuemax') > 40"))
            .await;
        page.value(&format!("{lanes}.focus()")).await;
        let told = format!("{lanes}.getAttribute('aria-valuetext')");
        // To the first line that is printed.
        for _ in 0..10 {
            page.keys(&format!("{RIGHT}")).await;
            if page.text(&told).await.contains("[edge]") {
                break;
            }
        }
        let first = page.text(&told).await;
        assert!(
            first.contains("[edge] one message waits") && first.contains("edge runs"),
            "{first}"
        );
        let here = format!("{STEP} .wb-own .wb-here");
        assert!(page.says(&here).await.contains("[edge] one message waits"));
        let state = format!("{STEP} .wb-states li[data-state=running]");
        assert_eq!(page.says(&state).await, "edge runs");
        page.keys(&format!("{RIGHT}")).await;
        let call = page.text(&told).await;
        assert!(
            call.contains("edge polls kernel") && call.contains("edge waits for kernel"),
            "{call}"
        );
        page.keys(&format!("{LEFT}{DOWN}")).await;
        page.until(&format!("!{told}.includes('[edge] one message waits')"))
            .await;
        let address = page.client.current_url().await.unwrap();
        assert!(
            address.path().ends_with(TIMELINES),
            "the arrow keys turned the page to {address}"
        );
    });
}

#[test]
fn a_static_page_draws_the_recorded_run() {
    in_browser(Wish::default(), async |page| {
        let file = page.lab.static_page(TIMELINES);
        page.client.goto(&file).await.unwrap();
        page.until(&format!(
            "document.querySelectorAll('{STEP} .wb-lane').length > 1"
        ))
        .await;
        page.value(&format!(
            "document.querySelector('{STEP} .wb-lanes').focus()"
        ))
        .await;
        page.keys(&format!("{RIGHT}{RIGHT}{RIGHT}{RIGHT}{RIGHT}{RIGHT}"))
            .await;
        page.until(&format!(
            "document.querySelector('{STEP} .wb-output .wb-here')"
        ))
        .await;
    });
}

#[test]
fn thousands_of_actors_share_a_lane() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        draw(
            page,
            "Array.from({ length: 30000 }, (_, n) => ({ ms: n, does: 'waits', who: `fiber ${n}`, what: 'a turn' }))",
        )
        .await;
        let names = format!(
            "[...document.querySelectorAll('{MADE} .wb-lane-name')].map(name => name.textContent)"
        );
        let names = page.value(&names).await;
        assert_eq!(names.as_array().unwrap().len(), 13);
        assert_eq!(names[12], "fiber … (29,988 more)");
        assert_eq!(
            page.value("window.made.story.events.length < 4000").await,
            true
        );
        let told = format!("{MADE} .wb-readout");
        assert!(
            page.says(&told)
                .await
                .contains("in the middle are not kept")
        );
        assert!(
            page.says(&format!("{MADE} .wb-states"))
                .await
                .contains("29,988 wait")
        );
    });
}

#[test]
fn a_flood_is_handled_in_pieces() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        // All at once, which is more than a fast program does; what a frame does is counted, since how long
        // it takes depends on the machine.
        let flood = format!(
            "(async () => {{
                const section = document.querySelector('{STEP}');
                const output = new workbook.Output(section.querySelector('.wb-output'));
                const box = workbook.element('div', {{ class: 'wb-timeline', id: 'made' }});
                document.querySelector('main h1').after(box);
                const timeline = new workbook.Timeline(box, {{ name: 'made', point: () => {{}} }});
                output.begin();
                for (let n = 0; n < 50000; n += 1) {{
                    const line = {{ at: n / 10, stream: 'out', text: `[fiber ${{n}}] line ${{n}}` }};
                    output.line(line);
                    timeline.line(line);
                }}
                timeline.end(5000);
                let [handled, drawn, events, nodes] = [0, 0, 0, 0];
                const watch = new MutationObserver(records => records.forEach(({{ addedNodes }}) => {{
                    drawn += [...addedNodes].reduce((sum, node) => sum + (node.querySelectorAll?.('*').length ?? 0) + 1, 0);
                }}));
                watch.observe(document.querySelector('main'), {{ childList: true, subtree: true }});
                while (timeline.running || output.waiting.length > 0) {{
                    await new Promise(requestAnimationFrame);
                    events = Math.max(events, timeline.feed.handled - handled);
                    nodes = Math.max(nodes, drawn);
                    handled = timeline.feed.handled;
                    drawn = 0;
                }}
                window.flooded = {{ events, nodes, handled, lines: output.nodes.size, dropped: output.dropped }};
            }})()"
        );
        page.value(&format!("({flood}, true)")).await;
        page.until("window.flooded").await;
        let flooded = page.value("window.flooded").await;
        assert_eq!(flooded["handled"], 50_000, "{flooded}");
        assert!(flooded["events"].as_u64() <= Some(1000), "{flooded}");
        assert!(flooded["nodes"].as_u64() <= Some(1500), "{flooded}");
        assert!(flooded["lines"].as_u64() <= Some(2000), "{flooded}");
        assert!(
            page.says(&format!("{STEP} .wb-dropped"))
                .await
                .contains("48,000 lines")
        );
    });
}

#[test]
fn a_moment_leads_to_the_line_of_the_source_that_states_it() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.value(&format!(
            "document.querySelector('{STEP} .wb-lanes').focus()"
        ))
        .await;
        page.keys(&format!("{RIGHT}{RIGHT}{RIGHT}")).await;
        let link = format!("{STEP} .wb-at a");
        let place = page.says(&link).await;
        let (file, line) = place.split_once(':').unwrap();
        assert_eq!(file, "ch04/src/bin/c-level-vs-edge.rs");
        page.click(&link).await;
        page.until("location.pathname.endsWith('code/ch04.html')")
            .await;
        let target = page
            .text("document.querySelector('.wb-place:target').id")
            .await;
        assert!(target.ends_with(&format!("-L{line}")), "{target}");
    });
}
