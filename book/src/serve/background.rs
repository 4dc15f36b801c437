//! Builds everything that a first click needs, while the reader reads.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::app::App;
use super::hub::Background;
use crate::cargo;
use crate::run::{Event, Stop};

/// Returns when everything is built, cannot be built, or the server ends. A click comes first: the
/// build makes room for it and goes on after it; cargo keeps what is done.
pub(super) async fn build(app: Arc<App>) {
    while !app.shutdown.is_cancelled() {
        app.runs.idle().await;
        let stop = app.shutdown.child_token();
        let mut building = std::pin::pin!(build_once(&app, &stop));
        tokio::select! {
            () = &mut building => return,
            () = app.runs.busy() => stop.cancel(),
        }
        building.await;
    }
}

async fn build_once(app: &App, stop: &Stop) {
    let book = app.book();
    let (events, coming) = mpsc::channel(16);
    let building = async {
        let built = cargo::build_all(&book.workspace, stop, &events).await;
        drop(events);
        built
    };
    let (built, ()) = tokio::join!(building, tell(app, coming));
    let said = match built {
        _ if stop.is_cancelled() => return,
        Ok(broken) if broken.is_empty() => "ready: the steps are built".to_owned(),
        Ok(broken) => format!(
            "steps of {} do not build: a step that is run says why",
            broken.join(", ")
        ),
        Err(error) => format!("the steps are built when they are run: {error:#}"),
    };
    eprintln!("{said}");
    app.hub.background_over(&said);
}

/// Every page hears of every crate; the terminal of each quarter of the way.
async fn tell(app: &App, mut coming: mpsc::Receiver<Event>) {
    let mut said = None;
    while let Some(event) = coming.recv().await {
        let Event::Progress { text, done, total } = event else {
            continue;
        };
        let quarter = (done * 4)
            .checked_div(total)
            .map(|quarter| (quarter, total));
        if quarter.is_some() && quarter != said {
            eprintln!("building the steps in the background {done}/{total}");
            said = quarter;
        }
        app.hub.background(Background { text, done, total });
    }
}
