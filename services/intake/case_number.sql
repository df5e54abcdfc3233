select number from view_queue.dispute where dispute = $1
