//! `ukur psy …`: the psychometricians' commands. Tables and parameters in, JSON or CSV out, nothing stored.

mod bursts;
mod calibrate;
mod classify;
mod conditional;
mod copying;
mod dif;
mod dif_table;
mod fit;
mod information;
mod items;
mod joint;
mod link;
mod moved;
pub(super) mod options;
mod population;
mod raw_options;
pub(super) mod read;
mod reasons;
mod replay;
mod score;
mod simulate;
mod times;
pub(super) mod write;

use clap::Subcommand;

#[derive(Subcommand)]
pub(super) enum PsyCommand {
    /// Estimate item parameters from answers
    Calibrate(calibrate::CalibrateArgs),
    /// Score persons on known item parameters
    Score(score::ScoreArgs),
    /// Classical item analysis and reliability
    Items(items::ItemsArgs),
    /// Differential item functioning between two groups
    Dif(dif::DifArgs),
    /// Fit of items, pairs of items and persons to their parameters
    Fit(fit::FitArgs),
    /// Put one calibration on the scale of another by their common items
    Link(link::LinkArgs),
    /// Categories by cut scores, how sure they are, and accuracy and consistency of the test
    Classify(classify::ClassifyArgs),
    /// Information, standard error and expected score of a test along θ, by its parameters
    Information(information::InformationArgs),
    /// What a linear or adaptive design does, before anybody sits
    Simulate(simulate::SimulateArgs),
    /// Pairs of persons whose answers are more alike than their abilities explain
    Copying(copying::CopyingArgs),
    /// Response times: speed, misfit, rapid guessing
    Times(times::TimesArgs),
}

pub(super) fn run(command: &PsyCommand) -> anyhow::Result<()> {
    match command {
        PsyCommand::Calibrate(args) => calibrate::run(args),
        PsyCommand::Score(args) => score::run(args),
        PsyCommand::Items(args) => items::run(args),
        PsyCommand::Dif(args) => dif::run(args),
        PsyCommand::Fit(args) => fit::run(args),
        PsyCommand::Link(args) => link::run(args),
        PsyCommand::Classify(args) => classify::run(args),
        PsyCommand::Information(args) => information::run(args),
        PsyCommand::Simulate(args) => simulate::run(args),
        PsyCommand::Copying(args) => copying::run(args),
        PsyCommand::Times(args) => times::run(args),
    }
}
