//! What is answered where something fails. What the database says is for the service's log, and not for whoever asks.

use axum::http::StatusCode;
use sendright_axum::Problem;
use sendright_sqlx::{ExecuteError, LogError, TooOld};

pub(crate) type Answer<T> = Result<T, Problem>;

/// What is nobody's fault who asks.
pub(crate) fn failed(error: impl std::error::Error) -> Problem {
    log(&error);
    Problem::internal()
}

/// A statement of the service's own failed.
pub(crate) fn not_stored(error: sqlx::Error) -> Problem {
    of_log(LogError::from(error))
}

/// The log can't be read.
pub(crate) fn of_log(error: LogError) -> Problem {
    if !error.is_passing() {
        return failed(error);
    }
    log(&error);
    unavailable(error.code(), "the database does not answer: try again later")
}

/// A command was not executed, or may not have been.
pub(crate) fn of_command(error: ExecuteError) -> Problem {
    if let Some(refusal) = error.refusal() {
        return refusal.clone().into();
    }
    if let ExecuteError::Log(error) = error {
        return of_log(error);
    }
    if error.http_status() != 503 {
        return failed(error);
    }
    // The sentence says what to do, and nothing of the database: that is in its source.
    log(&error);
    unavailable(error.code(), &error.to_string())
}

/// The service has not heard from the database for too long, so it decides nothing.
pub(crate) fn of_age(error: TooOld) -> Problem {
    unavailable(error.code(), "what is known here is too old to decide by: try again later")
}

fn unavailable(code: &'static str, sentence: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, sentence)
}

/// Writes an error and what is behind it to the service's log.
fn log(error: &dyn std::error::Error) {
    let mut sentence = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        sentence = format!("{sentence}: {error}");
        cause = error.source();
    }
    eprintln!("{sentence}");
}
