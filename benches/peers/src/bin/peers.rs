//! The driver: builds and runs the engines one after another, and writes the report. See the library's page.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use sendright_peers::lineup::{ENGINES, Engine, NO_QUESTIONS, QUESTIONS, takes_part};
use sendright_peers::process::run;
use sendright_peers::report::{
    Place, builds, check, facts, machine, open, read, readme, replace, save, sorted, versions, write,
};
use sendright_peers::{Row, Workload};

const USAGE: &str = "\
usage: peers [--only <engine>,…] [--quick | --builds | --render | --check]

  (nothing)   runs everything and writes benches/report.*, the plots and the README's table
  --only      runs these engines and keeps the other rows
  --quick     runs the smallest world for moments, and writes to target/peers
  --builds    measures clean builds and adds them to the report
  --render    writes the text and the plots from the CSV again
  --check     compares the report with Cargo.lock, and the text and the plots with the CSV";

const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
const LARGEST: u32 = 10_000_000;

/// The profile that the driver is built with, which the engines are built with too.
const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

fn main() -> ExitCode {
    match told(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn told(arguments: Vec<String>) -> Result<(), String> {
    let (mut mode, mut only) = (None, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" if only.is_none() => only = Some(engines(&arguments.next().ok_or(USAGE)?)?),
            "--quick" | "--builds" | "--render" | "--check" if mode.is_none() => mode = Some(argument),
            _ => return Err(format!("`{argument}` is not understood\n{USAGE}")),
        }
    }
    let driver = Driver::new(only, mode.as_deref() == Some("--quick"))?;
    match mode.as_deref() {
        Some("--check") => check(&driver.workspace),
        Some("--render") => driver.save(read(&driver.place().csv())?),
        Some("--builds") => driver.builds(),
        _ => driver.measure(),
    }
}

fn engines(names: &str) -> Result<Vec<&'static Engine>, String> {
    let engine = |name: &str| {
        let known = || ENGINES.iter().map(|engine| engine.name).collect::<Vec<_>>().join(", ");
        let found = ENGINES.iter().find(|engine| engine.name == name);
        found.ok_or_else(|| format!("there is no engine `{name}`: there are {}", known()))
    };
    names.split(',').map(engine).collect()
}

struct Driver {
    workspace: PathBuf,
    engines: Vec<&'static Engine>,
    is_whole: bool,
    is_quick: bool,
}

impl Driver {
    fn new(only: Option<Vec<&'static Engine>>, is_quick: bool) -> Result<Self, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = here.ancestors().nth(2).ok_or("the package is in no workspace")?.to_owned();
        let is_whole = only.is_none();
        Ok(Self { workspace, engines: only.unwrap_or_else(|| ENGINES.iter().collect()), is_whole, is_quick })
    }

    fn place(&self) -> Place {
        Place::new(self.workspace.join(if self.is_quick { "target/peers" } else { "benches" }))
    }

    fn measure(&self) -> Result<(), String> {
        if PROFILE == "dev" && !self.is_quick {
            return Err("a real run needs `cargo run --release`; `--quick` does not".to_owned());
        }
        let mut rows = vec![machine(&self.workspace)];
        let _ = std::fs::remove_dir_all(Self::program("worlds")?);
        let (begun, mut building) = (Instant::now(), Duration::ZERO);
        for engine in &self.engines {
            let since = Instant::now();
            self.build(engine)?;
            building += since.elapsed();
            rows.extend(facts(&self.workspace, engine)?);
            rows.extend(self.at_all_sizes(engine)?);
        }
        let _ = std::fs::remove_dir_all(Self::program("worlds")?);
        eprintln!("measured in {} s, {} s of them for building", begun.elapsed().as_secs(), building.as_secs());
        let rows = self.of_the_lock(rows)?;
        // A run of some engines keeps what was measured of the others, and of all the clean builds.
        let old = if self.is_quick { Vec::new() } else { read(&self.place().csv()).unwrap_or_default() };
        let keeps = |row: &Row| !self.is_whole || row.workload == Workload::Build.name();
        let old = old.into_iter().filter(keeps).collect();
        self.save(replace(old, rows))
    }

    /// Builds an engine with its own feature and no other's.
    fn build(&self, engine: &Engine) -> Result<(), String> {
        eprintln!("building {}", engine.name);
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.workspace);
        cargo.args(["build", "--quiet", "--locked", "--profile", PROFILE, "-p", env!("CARGO_PKG_NAME")]);
        cargo.args(["--bin", "peer-memory", "--bin", &format!("peer-{}", engine.name), "--no-default-features"]);
        if let Some(feature) = engine.feature {
            cargo.args(["--features", feature]);
        }
        match cargo.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("building {} failed: {status}", engine.name)),
            Err(error) => Err(format!("can't run cargo: {error}")),
        }
    }

    fn program(name: &str) -> Result<PathBuf, String> {
        let this = std::env::current_exe().map_err(|error| format!("can't tell where the engines are: {error}"))?;
        Ok(this.with_file_name(format!("peer-{name}{}", std::env::consts::EXE_SUFFIX)))
    }

    fn at_all_sizes(&self, engine: &Engine) -> Result<Vec<Row>, String> {
        let sizes = SIZES.iter().take(if self.is_quick { 1 } else { SIZES.len() }).copied();
        let largest = Some(LARGEST).filter(|_| engine.largest && !self.is_quick);
        let mut rows = Vec::new();
        let mut too_large = None;
        for size in sizes.chain(largest) {
            // What is too much for one size is too much for a larger one.
            if too_large.is_none() {
                let (measured, ended) = self.at_size(engine, size)?;
                rows.extend(measured);
                too_large = ended;
            }
            if let Some(why) = &too_large {
                eprintln!("  {size} not run: {why}");
            }
            let missing = missing(engine, size, &rows);
            rows.extend(missing);
        }
        Ok(rows)
    }

    /// What an engine told at a size, and why it was ended if it was.
    fn at_size(&self, engine: &Engine, size: u32) -> Result<(Vec<Row>, Option<String>), String> {
        eprintln!("running {} at {size}", engine.name);
        let mut arguments = vec![size.to_string()];
        arguments.extend(self.is_quick.then(|| "--quick".to_owned()));
        let heard = run(&Self::program(engine.name)?, &arguments)?;
        let (mut rows, mut ended) = (heard.rows, heard.ended);
        for contender in engine.contenders.iter().filter(|it| takes_part(it.name, Workload::Memory)) {
            if ended.is_none() {
                let heard = run(&Self::program("memory")?, &[contender.name.to_owned(), size.to_string()])?;
                rows.extend(heard.rows);
                ended = heard.ended;
            }
        }
        Ok((rows, ended))
    }

    fn builds(&self) -> Result<(), String> {
        for engine in &self.engines {
            eprintln!("building {} from nothing", engine.name);
            let rows = self.of_the_lock(builds(&self.workspace, engine)?)?;
            // After each, so that what is interrupted is not lost.
            self.save(replace(read(&self.place().csv())?, rows))?;
        }
        Ok(())
    }

    /// Rows that were measured now, with the versions that they were measured at.
    fn of_the_lock(&self, mut rows: Vec<Row>) -> Result<Vec<Row>, String> {
        let versions = versions(&self.workspace)?;
        for row in &mut rows {
            row.version = versions.get(row.contender.as_str()).cloned().unwrap_or_default();
        }
        Ok(rows)
    }

    /// Writes the CSV and all that is rendered from it.
    fn save(&self, rows: Vec<Row>) -> Result<(), String> {
        let place = self.place();
        let csv = place.csv();
        if let Some(folder) = csv.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("can't make {}: {error}", folder.display()))?;
        }
        save(&csv, &write(&sorted(rows))?)?;
        // As it is read again, so that it renders the same again.
        let rows = read(&csv)?;
        for (path, text) in place.rendered(&rows)? {
            save(&path, &text)?;
        }
        if !self.is_quick {
            let path = self.workspace.join("README.md");
            save(&path, &readme(&open(&path)?, &rows)?)?;
        }
        eprintln!("written to {}", csv.display());
        Ok(())
    }
}

/// The rows that a contender takes part in and did not tell.
fn missing(engine: &Engine, size: u32, told: &[Row]) -> Vec<Row> {
    let size = u64::from(size);
    let asked = QUESTIONS.iter().chain(NO_QUESTIONS);
    let all = asked.flat_map(|workload| engine.contenders.iter().map(move |contender| (contender.name, *workload)));
    let is_told = |(name, workload): &(&str, Workload)| {
        told.iter().any(|row| row.contender == *name && row.workload == workload.name() && row.size == Some(size))
    };
    all.filter(|(name, workload)| takes_part(name, *workload))
        .filter(|pair| !is_told(pair))
        .map(|(name, workload)| Row::not_run(name, workload, size))
        .collect()
}
