//! Answers of several parts: every combination, or, where there are too many, the ones in which a rule shows.

/// What stands in each part: an option of its list, or nothing.
pub type Assignment = Vec<Option<usize>>;

/// Up to here every combination is looked at.
const MAX_ALL: usize = 20_000;
/// Beyond that: so many drawn ones besides the systematic ones.
const DRAWN: usize = 3_000;

/// The blank first. `key` is looked at in any case, with every part changed and every two parts changed.
pub fn assignments(sizes: &[usize], key: &Assignment, allowed: &dyn Fn(&Assignment) -> bool) -> Vec<Assignment> {
    let total = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(size + 1)).unwrap_or(usize::MAX);
    let mut all = if total <= MAX_ALL { every(sizes, total) } else { sample(sizes, key) };
    all.retain(|assignment| allowed(assignment));
    all
}

fn every(sizes: &[usize], total: usize) -> Vec<Assignment> {
    (0..total).map(|number| digits(sizes, number)).collect()
}

/// The number in the mixed system of the sizes; 0 is blank.
fn digits(sizes: &[usize], mut number: usize) -> Assignment {
    let mut digit = |size: &usize| {
        let at = number % (size + 1);
        number /= size + 1;
        at.checked_sub(1)
    };
    sizes.iter().map(&mut digit).collect()
}

fn sample(sizes: &[usize], key: &Assignment) -> Vec<Assignment> {
    let blank: Assignment = vec![None; sizes.len()];
    let mut all = vec![blank.clone(), key.clone()];
    for start in [&blank, key] {
        for part in 0..sizes.len() {
            for option in std::iter::once(None).chain((0..sizes[part]).map(Some)) {
                let mut changed = start.clone();
                changed[part] = option;
                all.push(changed.clone());
                let next = (part + 1) % sizes.len();
                changed[next] = option.filter(|at| *at < sizes[next]);
                all.push(changed);
            }
        }
        for a in 0..sizes.len() {
            for b in a + 1..sizes.len() {
                let mut swapped = start.clone();
                swapped.swap(a, b);
                swapped.iter_mut().zip(sizes).for_each(|(at, size)| *at = at.filter(|at| at < size));
                all.push(swapped);
            }
        }
    }
    // The same draw for the same item: a report must not change from run to run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..DRAWN {
        let mut draw = |size: &usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0).checked_rem(size + 1).unwrap_or(0).checked_sub(1)
        };
        all.push(sizes.iter().map(&mut draw).collect());
    }
    all
}

/// The parts in which something stands.
pub fn filled(assignment: &Assignment) -> impl Iterator<Item = (usize, usize)> {
    assignment.iter().enumerate().filter_map(|(part, option)| Some((part, (*option)?)))
}
