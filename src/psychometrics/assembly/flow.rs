//! Is there a table of counts with given margins? A flow with lower bounds (Ford & Fulkerson 1962, ch. II, §3).

/// Whether whole numbers `0 ≤ x[r][c] ≤ cells[r][c]` exist whose row and column sums lie in the given ranges and whose
/// total is `total`.
pub(super) fn transport_exists(
    rows: &[(usize, usize)],
    columns: &[(usize, usize)],
    cells: &[Vec<usize>],
    total: usize,
) -> bool {
    // Nodes: source, sink, one more pair for the lower bounds, rows, columns.
    let (source, sink, super_source, super_sink) = (0, 1, 2, 3);
    let (row, column) = (|r: usize| 4 + r, |c: usize| 4 + rows.len() + c);
    let mut network = Network::new(4 + rows.len() + columns.len());
    let mut demand = 0;
    let mut bounded = |network: &mut Network, from: usize, to: usize, (min, max): (usize, usize)| {
        if max < min {
            return false;
        }
        network.room[from][to] += max - min;
        network.room[super_source][to] += min;
        network.room[from][super_sink] += min;
        demand += min;
        true
    };
    let mut possible = bounded(&mut network, sink, source, (total, total));
    for (r, range) in rows.iter().enumerate() {
        possible &= bounded(&mut network, source, row(r), *range);
        cells[r].iter().enumerate().for_each(|(c, count)| network.room[row(r)][column(c)] += count);
    }
    for (c, range) in columns.iter().enumerate() {
        possible &= bounded(&mut network, column(c), sink, *range);
    }
    possible && network.largest_flow(super_source, super_sink) == demand
}

struct Network {
    room: Vec<Vec<usize>>,
}

impl Network {
    fn new(nodes: usize) -> Self {
        Self { room: vec![vec![0; nodes]; nodes] }
    }

    /// Shortest augmenting paths (Edmonds & Karp 1972): ends after a bounded number of steps.
    fn largest_flow(&mut self, from: usize, to: usize) -> usize {
        let mut flow = 0;
        while let Some(path) = self.path(from, to) {
            let step = path.windows(2).map(|edge| self.room[edge[0]][edge[1]]).min().unwrap_or(0);
            for edge in path.windows(2) {
                self.room[edge[0]][edge[1]] -= step;
                self.room[edge[1]][edge[0]] += step;
            }
            flow += step;
        }
        flow
    }

    fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut before: Vec<Option<usize>> = vec![None; self.room.len()];
        before[from] = Some(from);
        let mut waiting = std::collections::VecDeque::from([from]);
        while let Some(node) = waiting.pop_front() {
            for (next, (room, before)) in self.room[node].iter().zip(&mut before).enumerate() {
                if *room > 0 && before.is_none() {
                    *before = Some(node);
                    waiting.push_back(next);
                }
            }
        }
        before[to]?;
        let mut path = vec![to];
        while path[path.len() - 1] != from {
            path.push(before[path[path.len() - 1]]?);
        }
        path.reverse();
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_that_need_an_absent_cell_are_refused() {
        let cells = vec![vec![3, 0], vec![1, 3]];
        assert!(transport_exists(&[(2, 2), (2, 2)], &[(2, 3), (1, 2)], &cells, 4));
        assert!(!transport_exists(&[(3, 3), (1, 1)], &[(2, 2), (2, 2)], &cells, 4));
        assert!(!transport_exists(&[(2, 1), (1, 1)], &[(0, 9), (0, 9)], &cells, 3));
        assert!(!transport_exists(&[(0, 9), (0, 9)], &[(0, 9), (0, 9)], &cells, 8));
    }
}
