select dispute, number from view_queue.dispute where merged_into = $1 order by number limit $2
