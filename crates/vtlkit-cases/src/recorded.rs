use std::path::{Path, PathBuf};

/// A set of cases that other projects recorded. Their licences and their size keep it outside the repository.
#[derive(Debug, Clone, Copy)]
pub struct Recorded {
    /// The name of its folder.
    pub name: &'static str,
    /// How many cases it has.
    pub cases: usize,
    /// What it is and where it comes from.
    pub origin: &'static str,
}

/// Outputs recorded from API Gateway.
pub const AWS: Recorded = Recorded {
    name: "aws-recorded",
    cases: 338,
    origin: "outputs recorded from API Gateway by the test suites of localstack/localstack and localstack/airspeed",
};

/// The templates of Velocity's own tests.
pub const VELOCITY: Recorded = Recorded {
    name: "velocity",
    cases: 97,
    origin: "templates of the tests of apache/velocity-engine, tags 1.7 and 2.4.1, rendered by Velocity 1.7",
};

/// The official tests of JSON Schema draft 4.
pub const DRAFT4: Recorded = Recorded {
    name: "json-schema-draft4",
    cases: 937,
    origin: "draft 4 of json-schema-org/JSON-Schema-Test-Suite at commit 44401e0c046704b476ec9d2e2fccdaee618f259d",
};

/// All sets.
pub const RECORDED: [Recorded; 3] = [AWS, VELOCITY, DRAFT4];

/// The environment variable that names the folder of the sets. Where it is set, every set has to be there.
pub const VARIABLE: &str = "VTLKIT_RECORDED";

impl Recorded {
    /// The folder of the set, or `None` where it is absent: below the folder that [`VARIABLE`] names, otherwise in
    /// `../shared/conformance` beside the checkout.
    ///
    /// # Errors
    ///
    /// [`VARIABLE`] is set and has no folder for this set: a run that was promised the cases must not pass without.
    pub fn folder(&self) -> Result<Option<PathBuf>, String> {
        let named = std::env::var_os(VARIABLE);
        let root = match &named {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        };
        let folder = root.join(self.name);
        match folder.is_dir() {
            true => Ok(Some(folder)),
            false if named.is_none() => Ok(None),
            false => Err(format!("{VARIABLE} is set, but {} does not exist", folder.display())),
        }
    }
}
