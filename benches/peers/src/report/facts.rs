//! What is known without asking a contender: versions, dependencies, clean builds, the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use cargo_lock::Lockfile;

use super::{open, save};
use crate::lineup::{ENGINES, Engine, takes_part};
use crate::{Row, Workload};

/// The version of each contender's package, by the lock; none for the standard library.
///
/// # Errors
///
/// If the lock can't be read or has no such package.
pub fn versions(workspace: &Path) -> Result<BTreeMap<&'static str, String>, String> {
    let lock = Lockfile::load(workspace.join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let mut versions = BTreeMap::new();
    for engine in ENGINES {
        let version = engine.package.map(|package| of_direct_dependency(&lock, package)).transpose()?;
        for contender in engine.contenders {
            versions.insert(contender.name, version.clone().unwrap_or_default());
        }
    }
    Ok(versions)
}

/// The version that this package depends on, where the lock has several.
fn of_direct_dependency(lock: &Lockfile, package: &str) -> Result<String, String> {
    let this = lock.packages.iter().find(|it| it.name.as_str() == env!("CARGO_PKG_NAME"));
    let dependencies = this.into_iter().flat_map(|it| &it.dependencies);
    let found = dependencies.filter(|it| it.name.as_str() == package).map(|it| it.version.to_string()).next();
    found.ok_or_else(|| format!("Cargo.lock does not say which `{package}` is measured"))
}

fn cargo(workspace: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace);
    cargo
}

/// Runs a command, and gives what it printed.
fn output(command: &mut Command) -> Result<String, String> {
    let told = format!("{command:?}");
    let output = command.output().map_err(|error| format!("can't run {told}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{told} failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{told}: {error}"))
}

/// How many packages come with each engine, itself included.
///
/// # Errors
///
/// If cargo can't tell.
pub fn facts(workspace: &Path, engine: &Engine) -> Result<Vec<Row>, String> {
    let Some(package) = engine.package else { return Ok(Vec::new()) };
    let mut tree = cargo(workspace);
    tree.args(["tree", "--locked", "-p", env!("CARGO_PKG_NAME"), "--no-default-features", "-e", "normal,build"]);
    tree.args(["--prefix", "depth", "--format", " {p}"]);
    if let Some(feature) = engine.feature {
        tree.args(["--features", feature]);
    }
    let count = below(&output(&mut tree)?, package);
    let of = engine.contenders.iter().filter(|contender| takes_part(contender.name, Workload::Dependencies));
    let fact = |name| Row::fact(name, Workload::Dependencies, None, format!("{count} packages"));
    Ok(of.map(|contender| fact(contender.name)).collect())
}

/// How many packages are below a direct dependency in a tree of `depth name version`, itself included.
fn below(tree: &str, package: &str) -> usize {
    let mut children: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let (mut path, mut root): (Vec<&str>, _) = (Vec::new(), None);
    for line in tree.lines() {
        let Some((depth, name)) = line.split_once(' ') else { continue };
        let name = name.trim_end_matches(" (*)");
        let depth = depth.parse().unwrap_or(0);
        path.truncate(depth);
        if let Some(parent) = path.last() {
            children.entry(parent).or_default().insert(name);
        }
        if depth == 1 && name.split(' ').next() == Some(package) {
            root = Some(name);
        }
        path.push(name);
    }
    let (mut seen, mut open) = (BTreeSet::new(), Vec::from_iter(root));
    while let Some(name) = open.pop() {
        if seen.insert(name) {
            open.extend(children.get(name).into_iter().flatten());
        }
    }
    seen.len()
}

/// Builds each engine's package and what comes with it in an empty folder, in the release profile, by the wall's clock: for a
/// package that depends on nothing else, at the versions of this workspace's lock.
///
/// # Errors
///
/// If something can't be built.
pub fn builds(workspace: &Path, engine: &Engine) -> Result<Vec<Row>, String> {
    let of = engine.contenders.iter().filter(|contender| takes_part(contender.name, Workload::Build));
    let names: Vec<&str> = of.map(|contender| contender.name).collect();
    let (Some(package), Some(first)) = (engine.package, names.first()) else { return Ok(Vec::new()) };
    let version = versions(workspace)?.remove(first).unwrap_or_default();
    let folder = workspace.join("target/peers/clean");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("src")).map_err(|error| format!("can't make {}: {error}", folder.display()))?;
    save(&folder.join("src/lib.rs"), "")?;
    save(&folder.join("Cargo.toml"), &manifest(package, &version, engine.switched_on))?;
    save(&folder.join("Cargo.lock"), &open(&workspace.join("Cargo.lock"))?)?;
    // Prunes the lock, and downloads what is missing.
    output(cargo(&folder).args(["fetch", "--quiet"]))?;
    let mut build = cargo(&folder);
    build.args(["build", "--quiet", "--release", "--locked", "--target-dir", "target"]);
    let begun = Instant::now();
    output(&mut build)?;
    let ns = begun.elapsed().as_secs_f64() * 1e9;
    let _ = std::fs::remove_dir_all(&folder);
    let row = |name| Row { median_ns: Some(ns), ..Row::fact(name, Workload::Build, None, "measured".to_owned()) };
    Ok(names.into_iter().map(row).collect())
}

/// The manifest of a package that depends on one other.
fn manifest(package: &str, version: &str, features: &[&str]) -> String {
    let path = if package == "sendright" { ", path = \"../../..\"" } else { "" };
    format!(
        "[package]\nname = \"clean\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{package} = {{ version = \"={version}\", features = {features:?}{path} }}\n"
    )
}

/// What the run is made on: processor, cores, memory, system, compiler and day.
#[must_use]
pub fn machine(workspace: &Path) -> Row {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory =
        field(&read("/proc/meminfo"), "MemTotal").and_then(|it| it.trim_end_matches(" kB").parse::<u64>().ok());
    let memory = memory.map_or(String::new(), |kilobytes| format!(", {} GiB", (kilobytes + (1 << 19)) >> 20));
    let compiler = output(Command::new("rustc").arg("--version").current_dir(workspace)).unwrap_or_default();
    let compiler = compiler.split(" (").next().unwrap_or_default();
    let day = chrono::DateTime::from_timestamp(seconds(), 0).map(|now| now.date_naive().to_string());
    let outcome = format!(
        "{processor} ({}), {cores} cores{memory}, {}, {compiler}, {}",
        std::env::consts::ARCH,
        std::env::consts::OS,
        day.unwrap_or_default()
    );
    Row::fact("", Workload::Machine, None, outcome)
}

fn seconds() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| since.as_secs().try_into().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn packages_are_counted_once() {
        let tree = "0 peers v0\n1 a v1\n2 b v1\n3 c v1\n1 d v1\n2 b v1 (*)\n2 e v1\n";
        assert_eq!([below(tree, "a"), below(tree, "d"), below(tree, "x")], [3, 4, 0]);
    }
}
