//! Files to begin with for the coverage-guided run of the readers, written where `SEEDS_TO` says; each is one that the
//! command reads.

use super::*;

const ANSWERS: [&str; 4] = [
    "person;i1;i2\nada;1;0\nbo;;S\n",
    "\u{feff}i1,i2,i3\r\n1,0,.\r\n2,NA,1.0\r\n",
    "id\ti1\n\"x\ty\"\t3\nz\t-\n",
    "i1\nA\n\n\"\"\n",
];
const PARAMETERS: [&str; 4] = [
    "{\"model\":\"grm\",\"items\":[{\"id\":\"x\",\"domain\":\"n\",\"a\":2,\"b\":[-1,1],\"categories\":[0,2,3]}],\
     \"not_estimated\":[{\"id\":\"y\",\"reason\":\"r\"}]}\n---\nx,y\n3,1\n2,0\n",
    "[{\"item\":\"x\",\"type\":\"3pl\",\"a\":1,\"b\":0,\"c\":0.2}]\n---\nx\n1\n",
    "item,domain,type,a,b1,b2,b3\nx,n,GRM,2,-1,1,\ny,n,gpcm,1,0,1,2\n---\nx,y\n1,3\n",
    "item,model,a1,a2,c1,c2\nx,nominal,0,1,0,.5\n---\nx\n1\n",
];
const PRIORS: [&str; 3] = [
    "log_slope = { mean = 0.0, sd = 0.5 }\nintercept = \"none\"\nhierarchical = true\n",
    "guessing = { beta = { alpha = 5.0, beta = 17.0 } }\n",
    "{\"guessing\": {\"logit_normal\": {\"mean\": -1.386, \"sd\": 0.5}}}",
];
const GROUPS: [&str; 3] = [
    "person,group\nada,f\nbo,m\n\n---\nperson,i\nada,1\nbo,0\n",
    "sex\nm\nf\n\n---\ni\n1\n0\n",
    "first,second\nada,bo\n\n---\nperson,i\nada,1\nbo,0\n",
];

#[test]
fn seeds() {
    let Some(folder) = std::env::var_os("SEEDS_TO") else { return };
    let all = [
        ("psy_responses", &ANSWERS[..]),
        ("psy_parameters", &PARAMETERS),
        ("psy_priors", &PRIORS),
        ("psy_groups", &GROUPS),
    ];
    for (target, texts) in all {
        let folder = Path::new(&folder).join(target);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, text) in texts.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), text).unwrap();
        }
    }
}

/// A seed that is refused at once leads nowhere.
#[test]
fn seeds_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).unwrap();
        dir.path().join(name)
    };
    for text in &PARAMETERS[..3] {
        let (params, answers) = text.split_once("\n---\n").unwrap();
        let (params, answers) = (write("P", params), write("R.csv", answers));
        json("psy score --params @ --responses @", &[&params, &answers]);
    }
    let answers = write("R.csv", "a,b,c\n1,0,1\n0,1,1\n1,1,0\n0,0,1\n1,0,0\n0,1,0\n");
    for text in PRIORS {
        let priors = write("priors", text);
        json("psy calibrate --model 2pl --minimum-answers 2 --no-se --responses @ --priors @", &[&answers, &priors]);
    }
}
